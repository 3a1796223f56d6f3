/** Every type of audit event and when it is written. A type that is not listed does not compile. */
export const auditEventTypes = {
  'account.registered': 'Somebody registered with an address that was free, or tried one that was taken.',
  'account.created': 'An operator created an account on the command line.',
  'account.email_verified': 'A code proved that the person reads the address, or a wrong code was entered.',
  'account.password_changed': 'The password was changed by its owner, or the change was refused.',
  'account.password_reset_requested': 'A link to set a new password was asked for.',
  'account.password_reset': 'A new password was set through a link.',
  'account.profile_changed': 'Somebody chose another time zone.',
  'security.reported': 'A "wasn\'t me" link was used, which secures the account, or one that is not valid.',
  'security.report_closed': 'An admin closed a report, or one that is not open.',
  'session.login': 'Address and password were checked, or the login was refused before its second step.',
  'session.second_factor': 'The second step of a login was tried.',
  'session.logout': 'A session was ended by its user.',
  'session.revoked':
    'A session was ended from another one, or by a change that ends all others; or there was none to end.',
  'factor.setup_started': 'The set-up of a factor was started, or refused.',
  'factor.activated': 'A code or a new passkey proved a pending factor, or failed to.',
  'factor.changed': 'A factor was named or preferred, or one that is not there was to be.',
  'sms_consent.given': 'A person agreed to get codes by SMS; details name the version of the text.',
  'sms_consent.withdrawn': 'The agreement ended: the phone was removed, or its owner answered STOP.',
  'factor.disabled':
    'After 100 wrong codes in a row, no code of the person counts until another factor is set up.',
  'factor.clone_suspected':
    'A passkey signed rightly but has counted further before: there may be a copy of it. It was refused.',
  'factor.removed': 'A factor was removed, or one that is not there was to be.',
  'device.trusted':
    'A code let a browser be remembered, anew or for longer, or did not suffice for that; details tell by which method.',
  'device.used': 'A trusted device took the place of the second step of a login.',
  'device.revoked':
    'A trusted device lost its trust, or one that is not there was to; details tell the cause.',
  'two_factor.enabled': 'The first factor became active.',
  'two_factor.disabled': 'Two-factor authentication was turned off, or turning it off was refused.',
  'backup_codes.generated': 'The first factor became active and backup codes were shown.',
  'backup_codes.regenerated': 'New backup codes were made and the old ones became void, or that was refused.',
  'backup_code.used': 'A backup code was accepted; details tell for what and how many are left.',
  'challenge.created': 'A challenge was opened, or none could be.',
  'challenge.verified':
    'A code or a passkey was tried against a challenge; details tell for which purpose and why it was refused.',
  'challenge.resent': 'A new code was asked for and sent, or refused.',
  'challenge.consumed':
    'A verified challenge let one protected request through, or a request came without one.',
  'lockout.started': 'Wrong codes locked payment approval.',
  'lockout.ended': 'A lock of payment approval was over; details tell since when.',
  'security_settings.changed': 'Security settings were changed, or the change was refused.',
  'contract.created': 'A client opened a contract with a payee, or there is no such payee.',
  'milestone.created': 'A milestone was added to a contract, or refused.',
  'milestone.edited':
    'A milestone was changed, which voids a running approval of it, or the change was refused.',
  'milestone.submitted': 'The payee submitted a milestone, or could not.',
  'authorization.funded':
    'Money of the client was held at the gateway, or the gateway declined or gave no answer.',
  'authorization.voiding': 'A client let go of the money that an authorization still held, or could not.',
  'authorization.voided':
    'The gateway has given back what an authorization still held; details tell whether by itself.',
  'authorization.expired': 'The gateway reported that it holds the money of an authorization no longer.',
  'authorization.refunded':
    'The gateway reported that captured money went back to the client; details tell how much in all.',
  'dispute.opened': 'The client has disputed a charge with their bank; details tell which payments it paid.',
  'dispute.updated': 'A dispute has changed or was decided.',
  'approval.created':
    'A client started to approve milestones; details tell whether and why a challenge was required.',
  'approval.verified':
    'A code for an approval was refused before anybody looked at it, because the approval or its funds no longer hold.',
  'approval.approved': 'An approval took effect and its payments were created.',
  'approval.cancelled': 'A client withdrew an approval, or it could not be withdrawn any more.',
  'approval.voided': 'An approval ended because what it approved had changed or it was replaced.',
  'payment.released': 'The gateway captured a payment.',
  'payment.failed': 'The gateway refused a payment for good.',
  'payment.unknown': 'The gateway gave no clear answer about a payment.',
  'payment.stuck':
    'The gateway cannot tell what became of a payment whose key is too old to be tried again: an operator has to look.',
  'payment.retried': 'A client tried a failed payment again, or may not.',
  'payment.cancelled':
    'A client took a held payment back before it was started, or it was too late for that.',
  'payment.held':
    'A payment did not start because of a hold; details name the holds that were live when it was made.',
  'hold.placed':
    'Payments of a client were put on hold; details tell why, for how long, and how many were under way already.',
  'hold.lifted': 'An admin ended a hold before its time, or may not; details tell their reason.',
  'hold.ended': 'The end of a hold had come; details tell when.',
  'audit.read': 'Somebody read the audit log, a proof from it or its state.',
  'audit.exported': 'Somebody started to export events.',
  'policy.changed':
    'An admin added a version of a policy, or was refused; details tell what was before, what is wanted and what it weakens.',
} as const;

export type AuditEventType = keyof typeof auditEventTypes;
