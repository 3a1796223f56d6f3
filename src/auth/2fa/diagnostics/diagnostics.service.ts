import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock';
import { Database } from '../../../common/database/database';
import { AppConfig } from '../../../config/app-config';
import { MessagingHealthService } from '../../../messaging/messaging-health.service';
import { qrCodeDataUrl } from '../totp/qr-code';
import { clockDriftSeconds, judgeClock } from './clock-drift';
import type { DiagnosticsView } from './diagnostics.dto';

interface App extends Record<string, unknown> {
  id: string;
  label: string;
  lastStep: bigint | null;
  lastUsedAt: Date | null;
}

const findApps = {
  name: 'find-authenticators-to-check',
  text: `
    SELECT id, label, last_step AS "lastStep", last_used_at AS "lastUsedAt" FROM factors
    WHERE user_id = $1 AND method = 'totp' AND status = 'active' ORDER BY id`,
};

/** What people can check themselves before they call anybody. It asks nobody for a code and counts nothing. */
@Injectable()
export class DiagnosticsService {
  private readonly testPicture: DiagnosticsView['testPicture'];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly health: MessagingHealthService,
    config: AppConfig,
  ) {
    const text = `${config.appName}: your camera can read this`;
    this.testPicture = { text, qrCode: qrCodeDataUrl(text) };
  }

  async check(userId: string): Promise<DiagnosticsView> {
    const [apps, { email, sms }] = await Promise.all([
      this.database.rows<App>(findApps, [userId]),
      this.health.read(),
    ]);
    return {
      serverTime: this.clock.now().toISOString(),
      authenticators: apps.map(({ id, label, lastStep, lastUsedAt }) => {
        const driftSeconds = clockDriftSeconds(lastStep, lastUsedAt);
        const acceptedAt = lastUsedAt?.toISOString() ?? null;
        return { factorId: id, label, acceptedAt, clock: judgeClock(driftSeconds), driftSeconds };
      }),
      channels: { email: { status: email.state }, sms: { status: sms.state } },
      testPicture: this.testPicture,
    };
  }
}
