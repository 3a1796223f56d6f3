import { Injectable } from '@nestjs/common';
import { DAY } from '../../common/clock';
import { NightlyDeletion } from '../../common/jobs/nightly-deletion';
import { deleteOldExposures } from './exposure-statements';

/** Forgets what no window of cumulative exposure reaches back to. */
@Injectable()
export class OldExposuresJob extends NightlyDeletion {
  readonly name = 'delete-old-exposures';
  readonly cron = '51 3 * * *';
  protected readonly keptMs = 8 * DAY;
  protected readonly batch = deleteOldExposures;
}
