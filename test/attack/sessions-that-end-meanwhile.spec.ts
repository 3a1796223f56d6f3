import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { PasswordHasher } from '../../src/users/password-hasher';
import { expectStatus } from '../support/accounts';
import { type Answer, startApp, type TestApp } from '../support/app';
import { alsoOn, type Payer, registerPayer } from '../support/attacks';
import { freshTotpCode } from '../support/factories';
import { challengeHeader, report, reportTokenOf } from '../support/notices';
import { enrolPasskey } from '../support/passkeys';

/** Comparing a password takes as long as the test wants. */
class SlowPasswords {
  private readonly events = new EventEmitter();
  readonly begun = once(this.events, 'begun');

  async verify(): Promise<boolean> {
    const finished = once(this.events, 'finished');
    this.events.emit('begun');
    await finished;
    return true;
  }

  finish(): void {
    this.events.emit('finished');
  }
}

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

const link = ({ client }: Payer) => reportTokenOf(app, client, 'Two-factor authentication was turned on');
const activeFactors = ({ client }: Payer) =>
  app.query(`SELECT FROM factors WHERE user_id = $1 AND status = 'active'`, [client.id]);
const backupCodes = ({ client }: Payer) =>
  app.query('SELECT id FROM backup_codes WHERE user_id = $1 ORDER BY id', [client.id]);
const codeOf = ({ status, body }: Answer) => [status, body.code];

describe('the owner says "wasn\'t me" while a thief who knows password and code', () => {
  it.each(['/api/2fa/disable', '/api/2fa/backup-codes'])(
    'waits for the password at %s: nothing changes',
    async (path) => {
      const passwords = new SlowPasswords();
      const slow = await startApp({ ...alsoOn(app), overrides: [[PasswordHasher, passwords]] });
      const payer = await registerPayer(app);
      const before = await backupCodes(payer);
      const { token, password } = payer.client;
      const body = { password, code: freshTotpCode(app, payer.secret) };
      const answer = slow.call('POST', path, { token, body });
      await passwords.begun;
      await expectStatus(200, report(app, await link(payer)));
      passwords.finish();
      expect(codeOf(await answer)).toEqual([401, 'unauthenticated']);
      await slow.close();
      expect(await activeFactors(payer)).toHaveLength(1);
      expect(await backupCodes(payer)).toEqual(before);
      const [budget] = await app.query('SELECT reservations FROM verification_budgets WHERE user_id = $1', [
        payer.client.id,
      ]);
      expect(budget).toEqual({ reservations: [] });
    },
  );
});

it('a factor is not removed by a session that ended after its challenge was spent', async () => {
  const payer = await registerPayer(app);
  const { client, secret } = payer;
  const { factorId } = await enrolPasskey(
    app,
    client,
    undefined,
    await challengeHeader(app, client, 'manage-factors', freshTotpCode(app, secret)),
  );
  const headers = await challengeHeader(app, client, 'manage-factors', freshTotpCode(app, secret));
  const other = new Client({ connectionString: app.databaseUrl });
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT FROM verification_budgets WHERE user_id = $1 FOR UPDATE', [client.id]);
  const { token } = client;
  const answer = app.call('DELETE', `/api/2fa/factors/${factorId}`, { token, headers });
  const spent = () =>
    app.query(`SELECT FROM challenges WHERE id = $1 AND status = 'consumed'`, [headers['X-2FA-Challenge']]);
  while ((await spent()).length === 0) await sleep(10);
  await other.query('UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL', [
    client.id,
    app.clock.now(),
  ]);
  await other.query('COMMIT');
  await other.end();
  expect(codeOf(await answer)).toEqual([401, 'unauthenticated']);
  expect(await activeFactors(payer)).toHaveLength(2);
});
