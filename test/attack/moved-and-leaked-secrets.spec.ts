import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  otherCode,
  type Payer,
  pendingApproval,
  registerPayer,
  watch,
  wrongTotpCode,
} from '../support/attacks';
import { approve, freshTotpCode, fundedMilestone, registerUser, verifyAndPay } from '../support/factories';

const logs: string[] = [];
let app: TestApp;

beforeAll(async () => {
  app = await startApp({ logs });
});
afterAll(() => app.close());

describe('a sealed secret', () => {
  let thief: Payer;
  let victim: Payer;

  beforeAll(async () => {
    [thief, victim] = await Promise.all([registerPayer(app), registerPayer(app)]);
  });

  it.each([
    [
      'copied into the row of another person',
      'sealed_secret = (SELECT sealed_secret FROM factors WHERE user_id = $2)',
    ],
    [
      'changed in one letter',
      `sealed_secret = left(sealed_secret, -1) || CASE right(sealed_secret, 1) WHEN 'A' THEN 'B' ELSE 'A' END`,
    ],
    ['sealed under a key that is gone', `sealed_secret = replace(sealed_secret, 'v1.test.', 'v1.gone.')`],
  ])('%s proves nothing', async (_, change) => {
    const { approvalId } = await pendingApproval(app, victim);
    const [before] = await app.query<{ sealed: string }>(
      'SELECT sealed_secret AS sealed FROM factors WHERE user_id = $1',
      [victim.client.id],
    );
    await app.query(
      `UPDATE factors SET ${change} WHERE user_id = $1${change.includes('$2') ? '' : ' AND $2::uuid IS NOT NULL'}`,
      [victim.client.id, thief.client.id],
    );
    for (const { secret } of [thief, victim]) {
      const { answer, changed } = await watch(app, () =>
        verifyAndPay(app, victim.client, approvalId, freshTotpCode(app, secret)),
      );
      expect(answer.status).toBeGreaterThanOrEqual(500);
      expect(changed).toEqual([]);
      expect(JSON.stringify(answer.body)).not.toMatch(/seal|secret|key|decrypt/i);
    }
    await app.query('UPDATE factors SET sealed_secret = $2 WHERE user_id = $1', [
      victim.client.id,
      before?.sealed,
    ]);
    await expectStatus(200, verifyAndPay(app, victim.client, approvalId, freshTotpCode(app, victim.secret)));
  });
});

describe('after a life with every kind of secret', () => {
  const secrets = new Set<string>();
  const answers: string[] = [];

  const keep = <T extends string>(...values: T[]): T => {
    for (const value of values) secrets.add(value);
    return values[0] as T;
  };

  beforeAll(async () => {
    const payer = await registerPayer(app);
    const { client, payee, secret } = payer;
    keep(client.token, client.password, secret, payee.token);
    const { approvalId } = await pendingApproval(app, payer);
    answers.push(
      JSON.stringify((await verifyAndPay(app, client, approvalId, keep(wrongTotpCode(app, secret, 5)))).body),
    );
    await expectStatus(200, verifyAndPay(app, client, approvalId, keep(freshTotpCode(app, secret))));
    const { loginToken } = (await expectStatus(200, login(app, client.email))).body;
    const body = { loginToken: keep(loginToken as string), code: keep(freshTotpCode(app, secret)) };
    keep((await expectStatus(200, app.call('POST', '/api/2fa/validate', { body }))).body.token as string);
    answers.push(JSON.stringify((await app.call('POST', '/api/2fa/validate', { body })).body));

    const again = (await expectStatus(200, login(app, client.email))).body.loginToken as string;
    const [used, ...unused] = payer.backupCodes as [string, ...string[]];
    keep(again, used, ...unused, payer.recoveryCode);
    for (const typed of ['ZZZZ-ZZZZ', used]) {
      const answer = await app.call('POST', '/api/2fa/validate', {
        body: { loginToken: again, code: typed },
      });
      answers.push(JSON.stringify({ ...answer.body, token: undefined }));
    }
    keep('ZZZZ-ZZZZ', 'ZZZZZZZZ');

    const byMail = await registerUser(app);
    keep(byMail.token);
    const { milestoneId } = await fundedMilestone(app, { client: byMail, payee });
    const started = await expectStatus(201, approve(app, byMail, [milestoneId]));
    answers.push(JSON.stringify(started.body));
    const code = keep(await app.mailbox.codeFor(byMail.email));
    answers.push(
      JSON.stringify((await verifyAndPay(app, byMail, started.body.id, keep(otherCode(code)))).body),
    );
    await expectStatus(200, verifyAndPay(app, byMail, started.body.id, code));

    const setup = await expectStatus(
      201,
      app.call('POST', '/api/2fa/setup', { token: byMail.token, body: { method: 'totp' } }),
    );
    keep(setup.body.secret as string, setup.body.otpauthUri as string);
    const broken = `{"password":"${client.password}","code":"${code}"`;
    answers.push(
      JSON.stringify(
        (await app.call('POST', '/api/2fa/disable', { token: client.token, body: broken })).body,
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
  });

  /** Six digits turn up in identifiers and times by chance: they count only between characters that are none of these. */
  function leaks(text: string): string[] {
    return [...secrets].filter((secret) =>
      /^\d{6}$/.test(secret)
        ? new RegExp(`(?<![0-9a-zA-Z.-])${secret}(?![0-9a-zA-Z-])`).test(text)
        : text.includes(secret),
    );
  }

  it('has something to look for', () => {
    expect(secrets.size).toBeGreaterThan(22);
    expect(leaks(JSON.stringify({ code: [...secrets][0] }))).toHaveLength(1);
  });

  it('no log line holds one', () => {
    expect(logs.length).toBeGreaterThan(20);
    expect(leaks(logs.join('\n'))).toEqual([]);
    expect(logs.join('\n')).not.toContain('otpauth:');
  });

  it('no answer tells one back', () => {
    expect(answers).toHaveLength(7);
    expect(leaks(answers.join('\n'))).toEqual([]);
  });

  it('no table holds one in the clear', async () => {
    const tables = await app.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    expect(tables.length).toBeGreaterThan(15);
    for (const { name } of tables) {
      const rows = await app.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
      expect([name, leaks(rows.map(({ text }) => text).join('\n'))]).toEqual([name, []]);
    }
  });

  it('no message keeps its content once it is delivered', async () => {
    expect(
      await app.query(
        `SELECT id FROM messages WHERE (status = 'sent') <> (sealed_content IS NULL) AND status <> 'expired'`,
      ),
    ).toEqual([]);
  });
});
