import { Injectable } from '@nestjs/common';
import { row } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { DomainError } from '../../common/domain-error';
import { type Page, positionOf, toPage } from '../../common/http/page';
import type { RequestContext } from '../../common/http/request-context';
import { AuditRecorder } from '../audit-recorder';
import type { AuditEventQuery, AuditEventView } from './audit-query.dto';
import { recordedFilter } from './event-filter';
import { findEvents, viewColumns } from './event-page';

interface AuditRow extends Omit<AuditEventView, 'subject'> {
  subjectType: string;
  subjectId: string | null;
}

const findEvent = {
  name: 'find-audit-event',
  text: `SELECT ${viewColumns} FROM audit_events e LEFT JOIN audit_leaves l ON l.event_id = e.id WHERE e.id = $1`,
};

/** Whoever reads the log is in the log: reading and recording it are one transaction. */
@Injectable()
export class AuditLogService {
  constructor(
    private readonly transactor: Transactor,
    private readonly audit: AuditRecorder,
  ) {}

  list(readerId: string, context: RequestContext, query: AuditEventQuery): Promise<Page<AuditEventView>> {
    const { limit, cursor: _, ...filters } = query;
    const position = positionOf(query);
    return this.transactor.run(async (manager) => {
      const found = await findEvents<AuditRow>(manager, {
        ...{ filter: query, columns: viewColumns, order: 'newestFirst', position },
        limit: limit + 1,
      });
      this.audit.record(manager, context, {
        type: 'audit.read',
        actorId: readerId,
        subject: { type: 'audit_log', id: null },
        details: {
          filters: recordedFilter(filters),
          limit,
          firstPage: position === null,
          events: Math.min(found.length, limit),
        },
      });
      return toPage(found, limit, toView);
    });
  }

  async read(readerId: string, context: RequestContext, id: string): Promise<AuditEventView> {
    const found = await this.transactor.run(async (manager) => {
      const event = await row<AuditRow & Record<string, unknown>>(manager, findEvent, [id]);
      this.audit.record(manager, context, {
        type: 'audit.read',
        outcome: event ? 'success' : 'failure',
        actorId: readerId,
        subject: { type: 'audit_log', id: null },
        details: { eventId: id },
      });
      return event;
    });
    if (!found) throw new DomainError('not-found');
    return toView(found);
  }
}

function toView({ subjectType, subjectId, ...event }: AuditRow): AuditEventView {
  return { ...event, subject: { type: subjectType, id: subjectId } };
}
