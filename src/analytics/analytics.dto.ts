import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { TimeField } from '../common/http/time-field';
import { amountClasses } from './amount-class';
import { type BucketSize, bucketSizes } from './buckets';

const Count = (description?: string) => ApiProperty({ type: 'integer', description });
const Rate = (description: string) =>
  ApiProperty({ type: Number, nullable: true, description: `${description} Null where there was nothing.` });

export class AnalyticsQuery {
  @TimeField('From the hour of this moment on; 30 days before `to` when absent.')
  from?: Date;

  @TimeField('Up to the end of the hour of this moment; now when absent.')
  to?: Date;

  @ApiPropertyOptional({
    enum: bucketSizes,
    default: 'day',
    description: 'In UTC. The range may have 31 days with hours, 400 with days, 1200 with weeks and months.',
  })
  @IsOptional()
  @IsIn(bucketSizes)
  bucket: BucketSize = 'day';
}

class OutcomeCounts {
  @Count('Challenges that were opened in this time.') sent: number;
  @Count('Of these, proven by now.') success: number;
  @Count('Over without a proof, after at least one that was wrong.') failed: number;
  @Count('Over without any proof: expired, replaced or withdrawn.') abandoned: number;
  @Count('Not over yet.') open: number;
  @Rate('Successes among those that are over.') successRate: number | null;
}

class CompletionTimes {
  @Count() completions: number;
  @ApiProperty({ type: Number, nullable: true, description: 'From opening to proof, to within 5 %.' })
  medianSeconds: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Likewise.' }) p95Seconds: number | null;
}

class ChallengeFigures extends OutcomeCounts {
  @ApiProperty({ example: 'payment' }) purpose: string;
  @ApiProperty({ example: 'totp', description: 'Which proved it; without a proof, which was offered last.' })
  method: string;
  @Count() wrongProofs: number;
  @ApiProperty() timeToComplete: CompletionTimes;
}

class AmountFigures extends OutcomeCounts {
  @ApiProperty({
    enum: amountClasses.filter((name) => name !== 'none'),
    description: 'Whole units of the own currency of each payment.',
  })
  amountClass: string;
}

class DeliveryFigures {
  @ApiProperty({ enum: ['email', 'sms'] }) channel: string;
  @ApiProperty({ example: 'twilio', description: '`none` until one has had it.' }) provider: string;
  @Count('That this provider had last.') messages: number;
  @Count('That it took, to hand on or to bring back later.') accepted: number;
  @Count('That it reported delivered; mail servers do not report.') delivered: number;
  @Count('That it reported undelivered, or about which it said nothing in time.') undelivered: number;
  @Count() failed: number;
  @Count('Too late, or superseded by a newer code.') expired: number;
  @Count() waiting: number;
}

class CodeFigures {
  @Count('Codes by mail and text.') sent: number;
  @Count('Codes after the first of a challenge.') resends: number;
  @Rate('Resends for each challenge that a code was sent for.') resendRate: number | null;
  @Count('Resends by the other channel than the code before.') methodFallbacks: number;
  @Rate('Of challenges that a code was sent for.') methodFallbackRate: number | null;
  @Count('Texts that went out by another provider than the first.') providerFallbacks: number;
  @Rate('Of texts.') providerFallbackRate: number | null;
}

class EstimatedCost {
  @ApiProperty({ type: 'integer', description: 'Minor units.' }) amount: number;
  @ApiProperty({ example: 'USD' }) currency: string;
}

class CountryFigures {
  @ApiProperty({ example: 'US' }) country: string;
  @Count('That a provider took; a text that both took counts twice, as it is paid twice.') texts: number;
  @Count() segments: number;
}

class SmsFigures {
  @ApiProperty({ type: [CountryFigures] }) countries: CountryFigures[];
  @Count() segments: number;
  @ApiProperty({
    type: EstimatedCost,
    nullable: true,
    description: "At the operator's prices of today. Null where a country has no price.",
  })
  estimatedCost: EstimatedCost | null;
}

class PromptFigures {
  @Count('Approvals that were started.') approvals: number;
  @Count('Of these, that asked for a proof.') prompted: number;
  @Rate('Prompted among all.') promptRate: number | null;
  @Count('Prompts that were answered rightly.') answered: number;
  @Count('Answered, and then reported by the client within 30 days, or disputed with the bank.')
  disputed: number;
  @Count('Answered and, so far, not disputed: nobody but the client was there.') falseAlarms: number;
  @Rate('False alarms among prompts.') falseAlarmRate: number | null;
}

class NamedPromptFigures extends PromptFigures {
  @ApiProperty({ example: 'new-payee' }) name: string;
}

class StepUpFigures extends PromptFigures {
  @ApiProperty({
    type: [NamedPromptFigures],
    description: 'By reason of the decision. An approval may have several, so they do not add up.',
  })
  reasons: NamedPromptFigures[];
  @ApiProperty({ type: [NamedPromptFigures], description: 'Likewise, by signal of unusual activity.' })
  signals: NamedPromptFigures[];
}

class MethodCounts {
  @Count() webauthn: number;
  @Count() totp: number;
  @Count() sms: number;
  @Count() email: number;
}

class AdoptionFigures {
  @ApiProperty({ enum: ['client', 'payee', 'admin', 'auditor'] }) accountType: string;
  @ApiProperty({ format: 'date', description: 'The last day (UTC) of this time that was counted.' })
  day: string;
  @Count('With a proven address.') accounts: number;
  @Count('With an active factor.') protected: number;
  @Rate('Protected among all.') rate: number | null;
  @ApiProperty({ description: 'People with an active factor of each method.' }) methods: MethodCounts;
}

export class TwoFactorFigures {
  @ApiProperty({ type: [ChallengeFigures] }) challenges: ChallengeFigures[];
  @ApiProperty({ type: [AmountFigures], description: 'Challenges of payments.' }) amounts: AmountFigures[];
  @ApiProperty({ type: [DeliveryFigures] }) deliveries: DeliveryFigures[];
  @ApiProperty() codes: CodeFigures;
  @ApiProperty() sms: SmsFigures;
  @ApiProperty() stepUp: StepUpFigures;
  @ApiProperty({ type: [AdoptionFigures] }) adoption: AdoptionFigures[];
}

export class TwoFactorBucket extends TwoFactorFigures {
  @ApiProperty({ type: String, format: 'date-time' }) from: Date;
  @ApiProperty({ type: String, format: 'date-time' }) to: Date;
}

export class TwoFactorAnalytics {
  @ApiProperty({ type: String, format: 'date-time' }) from: Date;
  @ApiProperty({ type: String, format: 'date-time' }) to: Date;
  @ApiProperty({ enum: bucketSizes }) bucket: BucketSize;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'What happened later is not counted yet.',
  })
  countedUntil: Date | null;
  @ApiProperty() totals: TwoFactorFigures;
  @ApiProperty({ type: [TwoFactorBucket] }) buckets: TwoFactorBucket[];
}
