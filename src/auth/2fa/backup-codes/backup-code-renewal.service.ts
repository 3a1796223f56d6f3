import { Injectable } from '@nestjs/common';
import { type AuditRecord, AuditRecorder } from '../../../audit/audit-recorder';
import type { RequestContext } from '../../../common/http/request-context';
import { Notices } from '../../../notifications/notices.service';
import type { Principal } from '../../sessions/principal';
import { type BothProofs, BothProofsService } from '../both-proofs.service';
import { BackupCodesService, type SavedCodes } from './backup-codes.service';

/** A new set in place of the old one, which dies in the same transaction. */
@Injectable()
export class BackupCodeRenewal {
  constructor(
    private readonly bothProofs: BothProofsService,
    private readonly backupCodes: BackupCodesService,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /** @throws what `BothProofsService.require` refuses with; the old set lives on then */
  renew(principal: Principal, context: RequestContext, proofs: BothProofs): Promise<SavedCodes> {
    const { userId } = principal;
    const record: AuditRecord = {
      type: 'backup_codes.regenerated',
      actorId: userId,
      subject: { type: 'user', id: userId },
    };
    return this.bothProofs.require(principal, context, proofs, record, {
      prepare: () => this.backupCodes.draw(userId),
      act: async (manager, codes) => {
        await this.backupCodes.replace(manager, userId, codes);
        const backupCodesRemaining = codes.shown.backupCodes.length;
        this.audit.record(manager, context, { ...record, details: { backupCodesRemaining } });
        await this.notices.add(manager, context, userId, { kind: 'backup-codes-renewed' });
        return codes.shown;
      },
    });
  }
}
