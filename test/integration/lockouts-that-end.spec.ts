import { EndedLockoutsJob } from '../../src/auth/2fa/lockout/ended-lockouts.job';
import { MINUTE } from '../../src/common/clock';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { alsoOn, auditEvents, logInAgain, otherCode, pendingApproval } from '../support/attacks';
import { type Account, approve, registerUser, verifyAndPay } from '../support/factories';

let first: TestApp;
let second: TestApp;
let client: Account;
let payee: Account;
let milestoneId: string;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
});
afterAll(async () => {
  await second.close();
  await first.close();
});
beforeEach(async () => {
  client = await registerUser(first);
  payee = await registerUser(first, { accountType: 'payee' });
});

async function lock(approvalId: string): Promise<string> {
  const wrong = otherCode(await first.mailbox.codeFor(client.email));
  await expectStatus(422, verifyAndPay(first, client, approvalId, wrong));
  await expectStatus(422, verifyAndPay(first, client, approvalId, wrong));
  return (await expectStatus(422, verifyAndPay(first, client, approvalId, wrong))).body.lockedUntil;
}

async function lockFirst(): Promise<string> {
  const pending = await pendingApproval(first, { client, payee });
  ({ milestoneId } = pending);
  return lock(pending.approvalId);
}

async function lockAgain(): Promise<string> {
  await logInAgain(first, client);
  return lock((await expectStatus(201, approve(first, client, [milestoneId]))).body.id);
}

const sweep = () => Promise.all([first, second].map((app) => app.get(EndedLockoutsJob).run()));

function ends() {
  return auditEvents(first, `type = 'lockout.ended' AND subject_id = $1`, [client.id]);
}

const lockedUntil = async () =>
  (await first.call('GET', '/api/2fa/status', { token: client.token })).body.lockedUntil;

describe('a lock of payment approval', () => {
  it('shows until when, and its end is recorded once, when it is over and not before', async () => {
    const until = await lockFirst();
    expect(await lockedUntil()).toBe(until);
    await sweep();
    expect(await ends()).toEqual([]);
    first.clock.advance(30 * MINUTE);
    await sweep();
    await sweep();
    expect(await ends()).toMatchObject([{ actorId: null, outcome: 'success', details: { until, level: 1 } }]);
    await logInAgain(first, client);
    expect(await lockedUntil()).toBeNull();
  });

  it('is longer the next time, although the end of the last was recorded', async () => {
    await lockFirst();
    first.clock.advance(30 * MINUTE);
    await sweep();
    const until = await lockAgain();
    expect((new Date(until).getTime() - first.clock.now().getTime()) / MINUTE).toBeCloseTo(60, 0);
    first.clock.advance(60 * MINUTE);
    await sweep();
    expect((await ends()).map(({ details }) => details.level)).toEqual([1, 2]);
  });

  it('has its end recorded also when the next one starts before anybody has looked', async () => {
    const until = await lockFirst();
    first.clock.advance(30 * MINUTE);
    await lockAgain();
    expect(await ends()).toMatchObject([{ details: { until, level: 1 } }]);
    const started = await auditEvents(first, `type = 'lockout.started' AND subject_id = $1`, [client.id]);
    expect(started.map(({ details }) => details.level)).toEqual([1, 2]);
  });
});
