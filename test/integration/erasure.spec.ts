import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { IntegrityService } from '../../src/audit/integrity/integrity.service';
import { rowKey } from '../../src/audit/sealed-event';
import { parseVerifierKey } from '../../src/audit/tree/signed-note';
import { ExportVerifier } from '../../src/audit/verify/export-verifier';
import { HOUR, MINUTE } from '../../src/common/clock';
import { AppConfig } from '../../src/config/app-config';
import { LogErasureJob } from '../../src/privacy/log-erasure.job';
import { type Account, expectStatus, login, openAccount, register } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, type Payer, pendingApproval, registerPayer } from '../support/attacks';
import { seal } from '../support/audit-log';
import { trustedDevice } from '../support/devices';
import { dump } from '../support/eavesdropper';
import { erase, proposeErasure, untilForgotten } from '../support/erasures';
import {
  createContract,
  freshTotpCode,
  type Operator,
  registerOperator,
  registerUser,
  verifyAndPay,
  withKey,
} from '../support/factories';
import { challengeHeader } from '../support/notices';
import { enrolSms, Phones } from '../support/phones';

const AGENT = {
  'User-Agent':
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 Ofelia-Quintero-Laptop',
};
const NAME = 'Ofelia Quintero "Fee" Übermut';

let phones: Phones;
let app: TestApp;
let admins: [Operator, Operator];
let auditor: Operator;
let payer: Payer;
let phone: string;
let proposalId: string;
let paymentId: string;

const call = (account: Account, method: string, path: string, body?: unknown, headers = {}) =>
  app.call(method, path, {
    token: account.token,
    body,
    headers: { ...(account === payer?.client ? AGENT : {}), ...headers },
  });
const get = (path: string) => app.call('GET', `/api/audit/${path}`, { token: auditor.token });

/** A payee and a client of that name, with everything that an account can have; the client pays the payee. */
beforeAll(async () => {
  phones = await Phones.open();
  app = await startApp({ env: phones.env });
  admins = [await registerOperator(app, 'admin'), await registerOperator(app, 'admin')];
  auditor = await registerOperator(app, 'auditor');
  const payee = await registerUser(app, { accountType: 'payee', name: NAME });
  payer = await registerPayer(app, payee);
  await app.query('UPDATE users SET name = $2 WHERE id = $1', [payer.client.id, NAME]);
  const headers = await challengeHeader(
    app,
    payer.client,
    'manage-factors',
    freshTotpCode(app, payer.secret),
  );
  phone = (await enrolSms(app, phones, payer.client, undefined, headers)).phone;
  await trustedDevice(app, payer.client, payer.secret);
  await expectStatus(200, call(payer.client, 'PATCH', '/api/auth/me', { timeZone: 'America/Bogota' }));
  await login(app, payer.client.email, { password: 'wrong wrong wrong' });
  const { approvalId } = await pendingApproval(app, payer);
  const answer = verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));
  paymentId = (await expectStatus(200, answer)).body.paymentId;
  await call(payer.client, 'POST', '/api/auth/password-reset', { email: payer.client.email });
}, 120_000);
afterAll(async () => {
  await app?.close();
  await phones?.close();
});

it('is refused while money is under way, and says what stands against it', async () => {
  const other = await registerPayer(app, payer.payee);
  const { approvalId, contractId, authorizationId } = await pendingApproval(app, other);
  for (const party of [other.client, payer.payee]) {
    const { status, body } = await proposeErasure(app, admins[0], party.id);
    expect([status, body.code, body.obstacles]).toEqual([
      409,
      'erasure-blocked',
      ['pendingApprovals', 'liveAuthorizations'],
    ]);
  }
  await expectStatus(204, call(other.client, 'DELETE', `/api/milestones/approvals/${approvalId}`));
  const path = `/api/contracts/${contractId}/authorizations/${authorizationId}`;
  await expectStatus(200, call(other.client, 'DELETE', path, undefined, withKey()));
  expect((await proposeErasure(app, admins[0], other.client.id)).status).toBe(202);
});

it('takes two admins, and neither of them is the person', async () => {
  const own = await proposeErasure(app, admins[0], admins[0].id);
  expect([own.status, own.body.code]).toEqual([403, 'another-admin-required']);
  expect((await proposeErasure(app, admins[0], randomUUID())).status).toBe(404);
  expect(
    (await call(auditor, 'POST', `/api/admin/users/${payer.client.id}/erase`, {}, withKey())).status,
  ).toBe(403);
});

describe('once a second admin has confirmed it', () => {
  beforeAll(async () => {
    const addresses = await app.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM audit_events WHERE actor_id = $1 AND ip IS NOT NULL',
      [payer.client.id],
    );
    expect(addresses[0]?.count).toBeGreaterThan(10);
    proposalId = await erase(app, admins, payer.client.id);
    await erase(app, admins, payer.payee.id);
    for (const { id } of [payer.client, payer.payee]) await untilForgotten(app, id);
    await seal(app);
  });

  it('nothing in any table tells who it was', async () => {
    const everything = await dump(app);
    const { email } = payer.client;
    const secrets = [
      NAME,
      'Ofelia',
      'Übermut',
      email,
      payer.payee.email,
      phone,
      phone.slice(1),
      'America/Bogota',
    ];
    for (const secret of secrets) expect([secret, everything.includes(secret)]).toEqual([secret, false]);
    for (const { text } of [{ text: payer.client.token }, { text: payer.secret }])
      expect(everything).not.toContain(text);
  });

  it('the account is anonymous, opens to nobody and cannot be taken over', async () => {
    const { id, email, password, token } = payer.client;
    expect((await app.call('GET', '/api/auth/me', { token })).status).toBe(401);
    expect((await login(app, email, { password })).body.code).toBe('invalid-credentials');
    expect((await login(app, `erased:${id}`, { password })).status).toBe(400);
    expect((await app.call('POST', '/api/auth/password-reset', { body: { email } })).status).toBe(202);
    await expect(app.query(`UPDATE users SET password_hash = 'x' WHERE id = $1`, [id])).rejects.toMatchObject(
      { code: 'SFE01' },
    );
    await expect(app.query('DELETE FROM users WHERE id = $1', [id])).rejects.toMatchObject({ code: 'SFE01' });
    expect((await register(app, email)).status).toBe(201);
    const [found] = await app.query<{ id: string }>('SELECT id FROM users WHERE email = $1', [email]);
    expect(found?.id).not.toBe(id);
  });

  it('what the books need is still there, and contracts take nothing new', async () => {
    const [payment] = await app.query<{ status: string; client_id: string }>(
      'SELECT status, client_id FROM payments WHERE id = $1',
      [paymentId],
    );
    expect(payment).toEqual({ status: 'released', client_id: payer.client.id });
    const partner = await registerPayer(app);
    const contract = await createContract(app, partner);
    const other = await registerUser(app, { accountType: 'payee' });
    const theirs = await createContract(app, { client: partner.client, payee: other });
    await erase(app, admins, other.id);
    const body = { title: 'More', amount: 100 };
    const add = (id: string) => call(partner.client, 'POST', `/api/contracts/${id}/milestones`, body);
    expect((await add(contract)).status).toBe(201);
    expect((await add(theirs)).body.code).toBe('contract-ended');
    const money = { amount: 100, paymentMethod: 'pm_sandbox_visa' };
    const fund = call(partner.client, 'POST', `/api/contracts/${theirs}/authorizations`, money, withKey());
    expect((await fund).body.code).toBe('contract-ended');
    const shown = (await call(partner.client, 'GET', `/api/contracts/${theirs}`)).body;
    expect([shown.payee.name, shown.status]).toEqual(['Erased person', 'ended']);
  });

  it('the log still tells what happened, and says "erased" instead of from where', async () => {
    const query = await get(`events?actorId=${payer.client.id}&limit=100`);
    expect(query.body.items.length).toBeGreaterThan(10);
    for (const { ip, userAgent } of query.body.items) expect([ip, userAgent]).toEqual(['erased', 'erased']);
    const csv = await get(`export?format=csv&actorId=${payer.client.id}`);
    expect(csv.body).toContain(',erased,erased,');
    const ocsf = await get(`export?format=ocsf&actorId=${payer.client.id}`);
    expect(JSON.parse(ocsf.body.split('\n')[0]).unmapped.place).toBe('erased');
    const [event] = await auditEvents(app, `type = 'account.erased' AND subject_id = $1`, [payer.client.id]);
    expect(event).toMatchObject({
      actorId: admins[1].id,
      details: { proposalId, openedBy: admins[0].id },
    });
  });

  it('the log verifies, in the database and outside', async () => {
    await seal(app);
    await app.get(IntegrityService).examine(100_000);
    expect((await get('integrity')).body.findings).toEqual([]);
    expect((await verified()).erasedEvents).toBeGreaterThan(10);
  });

  it('a log that an administrator of the database has emptied without an erasure does not', async () => {
    const [victim] = await app.query<{ id: string }>(
      'SELECT id FROM audit_events WHERE actor_id = $1 AND personal_salt IS NOT NULL ORDER BY id LIMIT 1',
      [auditor.id],
    );
    const empty = 'UPDATE audit_events SET personal_salt = NULL, ip = NULL, user_agent = NULL WHERE id = $1';
    await expect(app.query(empty, [victim?.id])).rejects.toMatchObject({ code: '42501' });
    const owner = new Client({ connectionString: app.databaseUrl });
    await owner.connect();
    await owner.query('SET session_replication_role = replica');
    await owner.query(empty, [victim?.id]);
    await owner.end();
    await app.get(IntegrityService).examine(100_000);
    expect((await get('integrity')).body.findings).toEqual([
      expect.objectContaining({ fault: 'erasure-unknown', eventId: victim?.id }),
    ]);
    await expect(verified()).rejects.toThrow(/erasure-unknown/);
  });
});

async function verified() {
  await seal(app);
  const { body } = await get('export?format=ndjson');
  const [key] = (await get('keys')).body.items;
  const macKey = rowKey(app.get(AppConfig).codePepper);
  const verifier = new ExportVerifier({ key: parseVerifierKey(key), macKey, earlier: null });
  for (const line of String(body).split('\n').filter(Boolean)) verifier.line(line);
  return verifier.finish();
}

it('the log is looked at again until nobody can write an event of the person any more', async () => {
  const late = await openAccount(app);
  await erase(app, admins, late.id);
  await app.query(
    `INSERT INTO audit_events (id, at, type, outcome, actor_id, subject_type, ip, user_agent, details, schema_version)
     VALUES (gen_random_uuid(), now(), 'audit.read', 'success', $1, 'audit_log', '203.0.113.9', 'late', '{}', 1)`,
    [late.id],
  );
  const places = () =>
    app.query('SELECT FROM audit_events WHERE actor_id = $1 AND (ip IS NOT NULL OR user_agent IS NOT NULL)', [
      late.id,
    ]);
  expect(await places()).toHaveLength(1);
  await app.get(LogErasureJob).run();
  expect(await places()).toHaveLength(0);
  const listed = async () =>
    (await app.call('GET', '/api/admin/erasures', { token: auditor.token })).body.items.find(
      ({ id }: { id: string }) => id === late.id,
    );
  expect(await listed()).toMatchObject({
    openedBy: admins[0].id,
    confirmedBy: admins[1].id,
    logErasedAt: null,
  });
  app.clock.advance(HOUR + MINUTE);
  await app.get(LogErasureJob).run();
  const [done] = await auditEvents(app, `type = 'account.log_erased' AND subject_id = $1`, [late.id]);
  expect(done).toMatchObject({ outcome: 'success', actorId: null });
});
