import { Injectable } from '@nestjs/common';
import { AuditRecorder } from '../audit/audit-recorder';
import type { RequestContext } from '../common/http/request-context';

const saveTimeZone = {
  name: 'save-time-zone',
  text: 'UPDATE users SET time_zone = $2 WHERE id = $1',
};

/** What people say of themselves and nothing depends on that is worth a second factor. */
@Injectable()
export class ProfileService {
  constructor(private readonly audit: AuditRecorder) {}

  /** @param timeZone a name of the IANA database */
  async changeTimeZone(context: RequestContext, userId: string, timeZone: string): Promise<void> {
    await this.audit.recordChange(saveTimeZone, [userId, timeZone], context, {
      type: 'account.profile_changed',
      actorId: userId,
      subject: { type: 'user', id: userId },
      details: { fields: ['timeZone'] },
    });
  }
}
