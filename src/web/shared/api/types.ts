import type { components } from './openapi.generated';

type Schemas = components['schemas'];

export type User = Schemas['UserView'];
export type Me = Schemas['MeView'];
export type AccountType = User['accountType'];
export type Challenge = Schemas['ChallengeView'];
export type Method = Challenge['methods'][number];
export type ChallengePurpose = Schemas['OpenChallengeRequest']['purpose'];
export type ChallengedPayee = Schemas['ChallengedPayeeView'];
export type Contract = Schemas['ContractView'];
export type Milestone = Schemas['MilestoneView'];
export type Authorization = Schemas['AuthorizationView'];
export type Payment = Schemas['PaymentView'];
export type PaymentStatus = Payment['status'];
export type Approval = Schemas['ApprovalView'];
export type Hold = Schemas['HoldView'];
export type TwoFactorStatus = Schemas['TwoFactorStatusView'];
export type SecuritySettings = Schemas['SecuritySettingsView'];
export type Notification = Schemas['NotificationView'];
export type Factor = Schemas['FactorView'];
export type FactorMethod = Factor['method'];
export type SetupFactorRequest = Schemas['SetupFactorRequest'];
export type TotpSetUp = Schemas['SetupTotpView'];
export type SentSetUp = Schemas['SetupSentView'];
export type PasskeySetUp = Schemas['SetupPasskeyView'];
export type RecoveryState = Schemas['RecoveryStateView'];
export type TwoFactorFigures = Schemas['TwoFactorFigures'];
export type TwoFactorBucket = Schemas['TwoFactorBucket'];
export type FactorProof = Omit<Schemas['VerifyFactorRequest'], 'factorId'>;
export type Attestation = NonNullable<FactorProof['credential']>;
export type Assertion = NonNullable<Schemas['VerifyChallengeRequest']['credential']>;
export type AuditEvent = Schemas['AuditEventView'];
export type AuditEventType = AuditEvent['type'];
export type AuditCheckpoint = Schemas['AuditCheckpointView'];
export type AuditProof = Schemas['AuditProofView'];
export type AuditIntegrity = Schemas['AuditIntegrityView'];
export type AdminUser = Schemas['AdminUserView'];
export type UserItem = Schemas['UserItemView'];
export type Recovery = Schemas['RecoveryView'];
export type Proposal = Schemas['ProposalView'];
export type AdminHold = Schemas['AdminHoldView'];
export type MessagesHealth = Schemas['MessagesHealthView'];
export type ProblemDocument = Schemas['Problem'];
export type ProblemCode = ProblemDocument['code'];

/** What answers a challenge: a code of any method, or what a passkey has signed. */
export type Proof = { code: string } | { credential: Assertion };
