/** What the consoles of admins and auditors share. */
export const consoles = {
  apply: 'Apply filters',
  clear: 'Clear',
  filters: 'Filters',
  any: 'Any',
  badId: 'This is not an identifier.',
  reason: 'Reason',
  reasonHint: 'For the log and for other admins.',
  noReason: 'Say why, in a few words.',
  goOn: 'Continue to verification',
  withReason: (reason: string) => `Your reason: “${reason}”`,
};
