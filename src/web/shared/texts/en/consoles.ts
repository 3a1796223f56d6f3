/** What the consoles of admins and auditors share. */
export const consoles = {
  apply: 'Apply filters',
  clear: 'Clear',
  filters: 'Filters',
  any: 'Any',
  badId: 'This is not an identifier.',
  reason: 'Reason',
  reasonHint: 'For the log and for other admins.',
  goOn: 'Continue to verification',
  withReason: (reason: string) => `Your reason: “${reason}”`,
};
