import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { type AuditRecord, AuditRecorder, refused } from './audit-recorder';

/** Refusals that are thrown out of a transaction, whose own events are rolled back with it. */
@Injectable()
export class Refusals {
  constructor(private readonly audit: AuditRecorder) {}

  /**
   * Runs a use case and records a failure when a `DomainError` escapes it. What the use case commits as refused, with its
   * event, is thrown outside of this.
   * @param record what would have happened; `act` may fill in what it learns on the way
   */
  async audited<T>(context: RequestContext, record: AuditRecord, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof DomainError) await this.audit.recordAlone(context, refused(record, error.code));
      throw error;
    }
  }
}
