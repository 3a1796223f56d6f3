import type { SignalName } from '../../../config/risk-config';
import type { NoStepUpReason, StepUpReason } from '../step-up/step-up-policy';

/** For the person who pays, in plain words and without the numbers that an attacker would like to know. */
export const reasonExplanations: Record<StepUpReason | NoStepUpReason, string> = {
  'first-payment': 'This is your first payment.',
  'always-required': 'You have chosen to be asked for a code at every payment.',
  'above-threshold': 'The total is above the amount that you let through without a code.',
  policy: 'The security rules for your account ask for a code here.',
  'cumulative-exposure':
    'Together with your other payments of the last days it is more than may leave without a code.',
  'new-payee': 'You have not paid this payee, or one of these payees, before.',
  'unusual-activity': 'Something about this payment is unusual for you.',
  'below-threshold': 'The total is within the amount that you let through without a code.',
  'trusted-device': 'You are on a device that you trust.',
};

export const signalExplanations: Record<SignalName, string> = {
  velocity: 'You have approved many payments within an hour.',
  'new-device': 'You have not entered a code on this device before.',
  'new-network': 'You have not entered a code from this network before.',
  'odd-hour': 'You do not usually pay at this time of day.',
  'unusual-amount': 'The total is far above what you usually pay.',
  'recent-factor-change': 'Your ways to prove who you are have changed a short while ago.',
  'recent-password-change': 'Your password has changed a short while ago.',
  'recent-email-change': 'Your e-mail address has changed a short while ago.',
  'recent-recovery': 'Access to your account was recovered a short while ago.',
};
