import { ApiProperty } from '@nestjs/swagger';
import { maskEmail } from '../../../users/email-address';
import { type Method, methods, type ProofMethod, proofMethods, purposes } from '../method';
import { PasskeyRequestView } from '../webauthn/webauthn-views';
import type { ChallengeState, PaymentSummary } from './challenge';

export class DeliveryView {
  @ApiProperty({ enum: ['email', 'sms'] }) channel: string;
  @ApiProperty({ type: String, nullable: true }) provider: string | null;
  @ApiProperty({ enum: ['queued', 'sending', 'sent', 'failed', 'expired'] }) status: string;
}

export class ChallengedPayeeView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() name: string;
  @ApiProperty({ type: 'integer', format: 'int64' }) subtotal: number;
  @ApiProperty({ description: 'Whether nothing was ever released to this payee before.' }) isNew: boolean;
}

export class ChallengedPaymentView {
  @ApiProperty({ type: 'integer', format: 'int64' }) total: number;
  @ApiProperty({ example: 'USD' }) currency: string;
  @ApiProperty({ type: [ChallengedPayeeView] }) payees: ChallengedPayeeView[];
}

export class PhoneChoiceView {
  @ApiProperty({
    format: 'uuid',
    description: 'Of the factor; for `factorId` when a code is asked for anew.',
  })
  id: string;
  @ApiProperty({ example: '+49*********23' }) maskedDestination: string;
}

export class ChallengeView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: purposes }) purpose: string;
  @ApiProperty({
    enum: proofMethods,
    description: 'The method in use. `backup_code` when no other can be used at the moment.',
  })
  method: ProofMethod;
  @ApiProperty({ enum: proofMethods, isArray: true, description: 'All that would do, strongest first.' })
  methods: ProofMethod[];
  @ApiProperty({
    enum: methods,
    isArray: true,
    description: "Methods of the person's factors that are switched off for now.",
  })
  unavailableMethods: Method[];
  @ApiProperty({ type: [PhoneChoiceView], description: 'Where a code by SMS may go.' })
  phones: PhoneChoiceView[];
  @ApiProperty({ type: String, nullable: true, example: 'c*****@example.com' }) maskedDestination:
    | string
    | null;
  @ApiProperty({
    example: 'K7Q2',
    description: 'Shown here and in the message, so that a late code explains itself.',
  })
  reference: string;
  @ApiProperty({ format: 'date-time' }) expiresAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) resendAvailableAt: string | null;
  @ApiProperty({ type: 'integer' }) attemptsRemaining: number;
  @ApiProperty({ type: DeliveryView, nullable: true }) delivery: DeliveryView | null;
  @ApiProperty({ type: ChallengedPaymentView, required: false }) payment?: PaymentSummary;
  @ApiProperty({
    type: PasskeyRequestView,
    required: false,
    description:
      'While a passkey would do: what `PublicKeyCredential.parseRequestOptionsFromJSON` takes, for `navigator.credentials.get`.',
  })
  webauthn?: PasskeyRequestView;
}

interface Surroundings {
  email: string;
  attemptsRemaining: number;
  delivery: DeliveryView | null;
  phones: PhoneChoiceView[];
  unavailableMethods: Method[];
  webauthn: PasskeyRequestView | null;
}

export function viewChallenge(
  challenge: ChallengeState,
  { email, attemptsRemaining, delivery, phones, unavailableMethods, webauthn }: Surroundings,
): ChallengeView {
  const { id, purpose, method, methods, reference, payment } = challenge;
  return {
    id,
    purpose,
    method,
    methods,
    unavailableMethods,
    phones: methods.includes('sms') ? phones : [],
    maskedDestination: destinationOf(challenge, email),
    reference,
    expiresAt: challenge.expiresAt.toISOString(),
    resendAvailableAt: challenge.resendAvailableAt?.toISOString() ?? null,
    attemptsRemaining,
    delivery,
    ...(payment ? { payment } : {}),
    ...(webauthn ? { webauthn } : {}),
  };
}

function destinationOf({ method, maskedDestination }: ChallengeState, email: string): string | null {
  if (method === 'email') return maskEmail(email);
  return method === 'sms' ? maskedDestination : null;
}
