import { Injectable } from '@nestjs/common';
import { DAY } from '../common/clock';
import { NightlyDeletion } from '../common/jobs/nightly-deletion';

const deleteSpent = {
  name: 'delete-spent-account-tokens-batch',
  text: `
    DELETE FROM account_tokens WHERE id IN (
      SELECT id FROM account_tokens WHERE used_at < $1 OR expires_at < $1 LIMIT 1000 FOR UPDATE SKIP LOCKED
    )`,
};

/** Deletes codes and links that were used, replaced or too late. */
@Injectable()
export class SpentAccountTokensJob extends NightlyDeletion {
  readonly name = 'delete-spent-account-tokens';
  readonly cron = '47 3 * * *';
  protected readonly keptMs = DAY;
  protected readonly batch = deleteSpent;
}
