import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database';
import type { RequestContext } from '../../common/http/request-context';
import { AuditRecorder } from '../audit-recorder';
import { ExpectedEvents } from '../integrity/expected-events';
import { IntegrityService } from '../integrity/integrity.service';
import { findFindings, findWaiting } from '../integrity/integrity-statements';
import { type Fault, faults } from '../verify/faults';
import type { AuditIntegrityView } from './audit-proofs.dto';
import { toView } from './audit-proofs.service';

/** A log of this size is gone through whole at each request. */
const EVENTS_A_REQUEST = 10_240;

interface FindingRow extends Record<string, unknown> {
  fault: Fault;
  sequence: bigint | null;
  eventId: string | null;
  place: string;
  foundAt: Date;
}

/** Whether the log is what it was, as far as the database itself can tell. */
@Injectable()
export class AuditIntegrity {
  constructor(
    private readonly integrity: IntegrityService,
    private readonly expected: ExpectedEvents,
    private readonly database: Database,
    private readonly audit: AuditRecorder,
  ) {}

  /** Verifies another part of the log before it answers. */
  async report(readerId: string, context: RequestContext): Promise<AuditIntegrityView> {
    await this.expected.examine();
    await this.integrity.examine(EVENTS_A_REQUEST);
    const state = await this.state();
    await this.audit.recordAlone(context, {
      type: 'audit.read',
      actorId: readerId,
      subject: { type: 'audit_log', id: null },
      details: { integrity: state.status, findings: state.findings.length },
    });
    return state;
  }

  /** As far as it has been verified by now. */
  async state(): Promise<AuditIntegrityView> {
    const [head, progress, findings] = await Promise.all([
      this.integrity.head(),
      this.integrity.progress(),
      this.database.rows<FindingRow>(findFindings),
    ]);
    const waiting = await this.database.row<AuditIntegrityView['waiting'] & Record<string, unknown>>(
      findWaiting,
      [head?.sealedBelow ?? 0n],
    );
    const status = findings.length > 0 ? 'damaged' : progress?.passedAt ? 'intact' : 'unverified';
    return {
      status,
      checkpoint: head && toView(head),
      verified: {
        position: Number(progress?.position ?? 0),
        passStartedAt: progress?.passStartedAt ?? null,
        lastPassSize: progress?.passedSize == null ? null : Number(progress.passedSize),
        lastPassAt: progress?.passedAt ?? null,
      },
      waiting: { events: waiting?.events ?? 0, oldestAt: waiting?.oldestAt ?? null },
      findings: findings.map(({ fault, sequence, eventId, place, foundAt }) => ({
        ...{ fault, eventId, place, foundAt },
        explanation: faults[fault],
        sequence: sequence === null ? null : Number(sequence),
      })),
    };
  }
}
