import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { TimeField } from '../../../common/http/time-field';
import { AuditIntegrityView } from '../audit-proofs.dto';
import { AuditSubjectView } from '../audit-query.dto';

export const reportFormats = ['json', 'html'] as const;

export class EvidenceQuery {
  @TimeField('From this moment on; a year before `to` when absent.')
  from?: Date;

  @TimeField('Before this moment; now when absent or later. At most 400 days after `from`.')
  to?: Date;

  @ApiPropertyOptional({
    enum: reportFormats,
    description: 'html is for printing. When absent, the header Accept decides.',
  })
  @IsOptional()
  @IsIn(reportFormats)
  format?: (typeof reportFormats)[number];
}

const Link = () => ApiProperty({ description: 'Address of exactly the events that were counted.' });
const Count = (description?: string) => ApiProperty({ type: 'integer', description });
const Time = () => ApiProperty({ type: String, format: 'date-time' });
const TimeOrNull = () => ApiProperty({ type: String, format: 'date-time', nullable: true });

export class EvidencePerson {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ type: String, nullable: true, description: 'Of admins and auditors only.' }) name:
    | string
    | null;
  @ApiProperty({ type: String, nullable: true }) accountType: string | null;
}

export class EvidenceCount {
  @ApiProperty({ example: 'factor.removed' }) type: string;
  @ApiProperty({ type: String, nullable: true, example: 'CC6.3' }) criterion: string | null;
  @Count() success: number;
  @Count() failure: number;
  @Link() events: string;
}

export class EvidenceFailure {
  @ApiProperty() type: string;
  @ApiProperty({ type: String, nullable: true }) reason: string | null;
  @Count() count: number;
  @ApiProperty({ description: 'Address of the failed events of this type.' }) events: string;
}

export class EvidenceReader {
  @ApiProperty({ type: EvidencePerson, nullable: true }) reader: EvidencePerson | null;
  @ApiProperty() type: string;
  @Count() count: number;
  @Time() lastAt: Date;
  @Link() events: string;
}

export class EvidenceItem {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'date-time', description: 'With microseconds.' }) at: string;
  @ApiProperty() type: string;
  @ApiProperty() outcome: string;
  @ApiProperty({ type: [EvidencePerson], description: 'Who did it first, then whoever else took part.' })
  people: EvidencePerson[];
  @ApiProperty({ type: AuditSubjectView }) subject: AuditSubjectView;
  @ApiProperty({ type: String, nullable: true, description: 'Why, in the words of who did it.' })
  words: string | null;
  @ApiProperty({ type: String, nullable: true }) ticket: string | null;
  @ApiProperty({ type: Object, additionalProperties: true }) details: Record<string, unknown>;
  @ApiProperty({ description: 'Address of the event.' }) event: string;
  @ApiProperty({ description: 'Address of the proof that it is in the log.' }) proof: string;
}

export class EvidenceList {
  @ApiProperty({ type: [EvidenceCount] }) counts: EvidenceCount[];
  @ApiProperty({ type: [EvidenceItem], description: 'The newest 200.' }) items: EvidenceItem[];
}

const PersonOrNull = (description?: string) =>
  ApiProperty({ type: EvidencePerson, nullable: true, description });
const Words = (description: string) =>
  ApiProperty({
    type: String,
    nullable: true,
    description: `${description} \`erased\` after an erasure of the person that they are about.`,
  });

/** One thing that takes two admins, from the question to its end. */
export class EvidenceOverride {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ example: 'recovery', description: 'recovery, emergency-recovery, or what was proposed.' })
  kind: string;
  @ApiProperty({ example: 'completed', description: 'What became of it, as it is now.' }) status: string;
  @PersonOrNull('Whose account it is about.') account: EvidencePerson | null;
  @ApiProperty({ description: 'An admin, or the owner of the account.' }) askedBy: EvidencePerson;
  @Time() askedAt: Date;
  @Words('Why, in the words of who asked.') words: string | null;
  @Words('As it was given.') ticket: string | null;
  @PersonOrNull('The other admin, who agreed or turned it down.') reviewedBy: EvidencePerson | null;
  @TimeOrNull() reviewedAt: Date | null;
  @Words('In the words of that admin.') reviewWords: string | null;
  @TimeOrNull() endedAt: Date | null;
  @PersonOrNull('Who justified an emergency access afterwards.') closedBy: EvidencePerson | null;
  @TimeOrNull() closedAt: Date | null;
  @Words('How they justified it.') closingWords: string | null;
  @Link() events: string;
}

export class EvidenceOverrides extends EvidenceList {
  @ApiProperty({
    type: [EvidenceOverride],
    description: 'The newest 200 that were under way in the period, each as a whole.',
  })
  cases: EvidenceOverride[];
}

export class EvidencePolicy {
  @Count() version: number;
  @ApiProperty() enforcement: string;
  @Count() graceDays: number;
  @ApiProperty({ type: [String] }) methods: string[];
  @ApiProperty({ description: 'The weakest that is good enough to log in.' }) minimumLogin: string;
  @Time() startsAt: Date;
  @TimeOrNull() endsAt: Date | null;
  @ApiProperty({ type: EvidencePerson, nullable: true, description: 'Null for what was installed.' })
  author: EvidencePerson | null;
  @ApiProperty({ type: String, nullable: true }) words: string | null;
  @ApiProperty({ description: 'Address of the event that tells of the change.' }) events: string;
}

export class EvidenceCoverage {
  @ApiProperty() accountType: string;
  @ApiProperty({ type: [EvidencePolicy], description: 'In force at some time of the period, newest first.' })
  policies: EvidencePolicy[];
  @Count('With a proven address, at the end of the period.') accounts: number;
  @Count() withFactor: number;
  @Count('With a factor that the policy takes for a login.') withSufficientFactor: number;
  @Count('Without one, while grace lasts.') inGrace: number;
  @Count('Without one, and grace is over: their sessions may only enrol.') beyondGrace: number;
  @ApiProperty({ type: Number, nullable: true, description: 'Sufficient among all.' }) share: number | null;
}

export class EvidenceReport {
  @Time() from: Date;
  @Time() to: Date;
  @Time() generatedAt: Date;
  @ApiProperty() generatedBy: EvidencePerson;
  @ApiProperty({ type: [EvidenceCoverage] }) coverage: EvidenceCoverage[];
  @ApiProperty() factorChanges: EvidenceList;
  @ApiProperty({ description: 'What took two admins, with both of them.' }) overrides: EvidenceOverrides;
  @ApiProperty() lockouts: EvidenceList;
  @ApiProperty({ type: [EvidenceFailure], description: 'Everything that was refused or failed, by reason.' })
  failedAttempts: EvidenceFailure[];
  @ApiProperty() policyChanges: EvidenceList;
  @ApiProperty({ type: [EvidenceReader] }) logAccess: EvidenceReader[];
  @ApiProperty() holds: EvidenceList;
  @ApiProperty({ description: '"Wasn\'t me".' }) reports: EvidenceList;
  @ApiProperty({ description: 'Months that were dropped after their retention.' }) logChanges: EvidenceList;
  @ApiProperty({ description: 'As it is now, whatever the period.' }) integrity: AuditIntegrityView;
  @ApiProperty({ type: [EvidenceCount], description: 'All types of events that there were.' })
  activity: EvidenceCount[];
}
