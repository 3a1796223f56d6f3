import { Injectable } from '@nestjs/common';
import { AuditRecorder, type AuditRecordOf } from '../audit/audit-recorder';
import { Refusals } from '../audit/refusals';
import { ChallengeService } from '../auth/2fa/challenges/challenge.service';
import { findActiveFactors } from '../auth/2fa/challenges/challenge-statements';
import { LockoutService } from '../auth/2fa/lockout/lockout.service';
import type { Principal } from '../auth/sessions/principal';
import { after, Clock, DAY } from '../common/clock';
import { Database } from '../common/database/database';
import { row, rows } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import type { ExportedPart } from './inventory/entry';
import { exportedParts } from './inventory/inventory';

/** People take a copy once in a while; a thief and a broken client take it again and again. */
const EXPORTS_PER_DAY = 5;
const PAGE = 500;

const findEarlier = {
  name: 'find-earlier-data-exports',
  text: `
    SELECT count(*)::int AS exports, min(at) AS first FROM audit_events
    WHERE actor_id = $1 AND type = 'account.data_exported' AND outcome = 'success' AND at > $2`,
};

/** Everything that is held about a person, for that person (GDPR articles 15 and 20). */
@Injectable()
export class DataExportService {
  constructor(
    private readonly transactor: Transactor,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly challenges: ChallengeService,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Spends a challenge with purpose `export-data` when the person has a factor.
   * @returns one JSON object, in parts; memory does not grow with it
   * @throws second-factor-required, too-many-requests
   */
  async start(
    principal: Principal,
    context: RequestContext,
    challengeId: string | null,
  ): Promise<AsyncIterable<string>> {
    const { userId } = principal;
    const record: AuditRecordOf<'account.data_exported'> = {
      type: 'account.data_exported',
      actorId: userId,
      subject: { type: 'user', id: userId },
      details: { challengeId },
    };
    const now = this.clock.now();
    await this.refusals.audited(context, record, () =>
      this.transactor.run(async (manager) => {
        await this.lockout.lock(manager, userId);
        const [factors, earlier] = await Promise.all([
          rows(manager, findActiveFactors, [userId]),
          row<{ exports: number; first: Date }>(manager, findEarlier, [userId, after(now, -DAY)]),
        ]);
        if (earlier && earlier.exports >= EXPORTS_PER_DAY)
          throw new DomainError('too-many-requests', { retryAt: after(earlier.first, DAY) });
        const refusal =
          factors.length > 0
            ? await this.challenges.consume(manager, context, principal, 'export-data', challengeId)
            : null;
        if (refusal) throw refusal;
        this.audit.record(manager, context, record);
      }),
    );
    return this.content(userId, now);
  }

  private async *content(userId: string, now: Date): AsyncGenerator<string> {
    yield `{"exportedAt":${JSON.stringify(now)},"userId":${JSON.stringify(userId)}`;
    for (const part of exportedParts) {
      yield `,${JSON.stringify(part.as)}:[`;
      let first = true;
      for await (const page of this.pages(part, userId)) {
        yield `${first ? '' : ','}\n${page.map((row) => JSON.stringify(row)).join(',\n')}`;
        first = false;
      }
      yield ']';
    }
    yield '}\n';
  }

  /** Each by a short statement. */
  private async *pages({ as, text }: ExportedPart, userId: string): AsyncGenerator<{ id: string }[]> {
    for (let last: string | null = null; ; ) {
      const statement = { name: `export-${as}`, text };
      const page: { id: string }[] = await this.database.rows(statement, [userId, last, PAGE]);
      if (page.length > 0) yield page;
      if (page.length < PAGE) return;
      last = page.at(-1)?.id ?? null;
    }
  }
}
