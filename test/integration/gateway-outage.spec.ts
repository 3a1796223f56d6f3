import { MINUTE, SECOND } from '../../src/common/clock';
import { ReleaseService } from '../../src/payments/release.service';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { type Payer, pendingApproval, registerPayer } from '../support/attacks';
import { createContract, freshTotpCode, verifyAndPay, withKey } from '../support/factories';
import { paymentOf } from '../support/holds';

const logs: string[] = [];
let app: TestApp;
let payer: Payer;
beforeAll(async () => {
  app = await startApp({ logs });
  payer = await registerPayer(app);
});
afterAll(() => app?.close());
beforeEach(() => {
  logs.length = 0;
});

async function withoutLedger<T>(table: string, work: () => Promise<T>): Promise<T> {
  await app.query(`ALTER TABLE sandbox_gateway.${table} RENAME TO hidden`);
  try {
    return await work();
  } finally {
    await app.query(`ALTER TABLE sandbox_gateway.hidden RENAME TO ${table}`);
  }
}

function logged(msg: string): Record<string, unknown> | undefined {
  return logs.map((line) => JSON.parse(line)).find((line) => line.msg === msg);
}

const cause = { errorCode: '42P01', message: expect.stringContaining('does not exist') };

it('tells when to ask for funds again, and the log tells why', async () => {
  const contractId = await createContract(app, payer);
  const request = {
    token: payer.client.token,
    headers: withKey(),
    body: { amount: 5_000, paymentMethod: 'pm_sandbox_visa' },
  };
  const fund = () => app.call('POST', `/api/contracts/${contractId}/authorizations`, request);
  const { status, headers, body } = await withoutLedger('authorizations', fund);
  expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'service-unavailable', '1']);
  expect(body.retryAt).toMatch(/Z$/);
  expect(logged('The gateway could not be asked to hold money')).toMatchObject({
    level: 'warn',
    context: 'AuthorizationSettlement',
    authorizationId: expect.any(String),
    err: cause,
  });
  await expectStatus(201, fund());
});

it('logs why a payment could not be captured, and why the gateway could not be asked for it', async () => {
  const { approvalId } = await pendingApproval(app, payer);
  const paymentId = await withoutLedger('captures', async () => {
    const answer = verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));
    const { body } = await expectStatus(202, answer);
    app.clock.advance(MINUTE);
    await app.get(ReleaseService).resolveDue();
    return body.paymentId as string;
  });
  expect(logged('The sandbox could not capture')).toMatchObject({ paymentId, err: cause });
  expect(logged('The gateway could not be asked for a payment')).toMatchObject({ paymentId, err: cause });
  app.clock.advance(10 * MINUTE);
  await app.get(ReleaseService).resolveDue();
  const { token } = payer.client;
  const { body } = await app.call('GET', `/api/payments/${paymentId}`, { token });
  expect(body.status).toBe('released');
});

it('clears up what was unclear within half a minute of its end, however long an outage was', async () => {
  const { approvalId } = await pendingApproval(app, payer);
  const releases = app.get(ReleaseService);
  await withoutLedger('captures', async () => {
    const answer = verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));
    await expectStatus(202, answer);
    for (let minutes = 0; minutes < 20; minutes++) {
      app.clock.advance(MINUTE);
      await releases.resolveDue();
    }
  });
  app.clock.advance(30 * SECOND);
  await releases.resolveDue();
  expect(await paymentOf(app, approvalId)).toMatchObject({ status: 'released' });
});
