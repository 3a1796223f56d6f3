import { Injectable } from '@nestjs/common';
import { NightlyDeletion } from '../../../common/jobs/nightly-deletion';
import { PROTECTED_MS } from './loosening';

/** Deletes loosenings that hold no payment any more; the audit log keeps what was changed. */
@Injectable()
export class OldLooseningsJob extends NightlyDeletion {
  readonly name = 'delete-old-loosenings';
  readonly cron = '53 3 * * *';
  protected readonly keptMs = 2 * PROTECTED_MS;
  protected readonly batch = {
    name: 'delete-old-loosenings-batch',
    text: 'DELETE FROM loosenings WHERE id IN (SELECT id FROM loosenings WHERE at < $1 LIMIT 1000)',
  };
}
