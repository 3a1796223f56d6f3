import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../audit/audit-recorder';
import type { RequestContext } from '../../common/http/request-context';
import { Addresses } from './addresses';

/**
 * Gives an account the address back that it had when a notice was sent. Without it, "wasn't me" would send the link for a new
 * password to whoever has changed the address. The caller has locked the person's budget.
 */
@Injectable()
export class AddressRestoration {
  constructor(
    private readonly addresses: Addresses,
    private readonly audit: AuditRecorder,
  ) {}

  /** @returns the address that may open the account from now on; null when the one of that time belongs to another account */
  async restore(
    manager: EntityManager,
    context: RequestContext,
    { userId, email }: { userId: string; email: string },
    { noticedAt, reportId }: { noticedAt: Date; reportId: string },
  ): Promise<string | null> {
    const taken = await this.addresses.takeBack(manager, userId, noticedAt);
    if (taken.kind === 'kept') return email;
    const restored = taken.kind === 'restored';
    this.audit.record(manager, context, {
      type: 'account.email_restored',
      outcome: restored ? 'success' : 'failure',
      actorId: userId,
      subject: { type: 'user', id: userId },
      details: { reportId, ...(restored ? {} : { reason: 'email-taken' }) },
    });
    return restored ? taken.email : null;
  }
}
