import { Injectable } from '@nestjs/common';
import { DAY } from '../../../common/clock';
import { NightlyDeletion } from '../../../common/jobs/nightly-deletion';

const deleteEnded = {
  name: 'delete-ended-devices-batch',
  text: `
    DELETE FROM trusted_devices WHERE id IN (
      SELECT id FROM trusted_devices WHERE expires_at < $1 ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED
    )`,
};

/** Deletes trusted devices after their end, with all tokens they ever had: until then a copy of one is noticed. */
@Injectable()
export class EndedDevicesJob extends NightlyDeletion {
  readonly name = 'delete-ended-devices';
  readonly cron = '41 3 * * *';
  protected readonly keptMs = 30 * DAY;
  protected readonly batch = deleteEnded;
}
