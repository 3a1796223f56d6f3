import { BCRYPT_COST, COST } from '../../src/users/slow-hasher';
import { enrol, freshEmail, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { alsoOn, pendingApproval, wrongTotpCode } from '../support/attacks';
import { registerUser, verifyAndPay } from '../support/factories';

const TOLERANCE = 0.1;
const FEWEST = 12;
/** A machine that is busy with other things needs more of them. */
const MOST = 60;

type Somebody = 'nobody' | 'somebody' | 'somebody whose approval is locked' | 'somebody with a second factor';
let app: TestApp;
const addresses = new Map<Somebody, string>();

beforeAll(async () => {
  app = await startApp({ overrides: [[BCRYPT_COST, COST]] });
  // Passwords are hashed as slowly as they are compared; the backup codes of a second factor need not be.
  const quick = await startApp(alsoOn(app));
  const withSecondFactor = async () => {
    const client = await registerUser(app);
    return { client, ...(await enrol(quick, client)) };
  };
  const [payer, other] = [await withSecondFactor(), await withSecondFactor()];
  const payee = await registerUser(quick, { accountType: 'payee' });
  await quick.close();
  const { approvalId } = await pendingApproval(app, { ...payer, payee });
  for (let tries = 0; tries < 3; tries++)
    await verifyAndPay(app, payer.client, approvalId, wrongTotpCode(app, payer.secret, tries));
  const locked = await app.call('GET', '/api/2fa/status', { token: payer.client.token });
  expect(locked.body.lockedUntil).not.toBeNull();
  addresses.set('nobody', freshEmail());
  addresses.set('somebody', (await registerUser(app)).email);
  addresses.set('somebody whose approval is locked', payer.client.email);
  addresses.set('somebody with a second factor', other.client.email);
});
afterAll(() => app.close());

async function timeOf(email: string, round: number): Promise<number> {
  const started = performance.now();
  const { status, body } = await login(app, email, { password: `wrong for the ${round}th time` });
  const took = performance.now() - started;
  expect([status, body.code]).toEqual([401, 'invalid-credentials']);
  return took;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
}

/** The largest share by which medians differ. */
function spread(times: ReadonlyMap<string, readonly number[]>): number {
  const medians = [...times.values()].map(median);
  return Math.max(...medians) / Math.min(...medians) - 1;
}

it('does not tell a wrong password of nobody, somebody and somebody locked apart', async () => {
  const kinds = [...addresses.keys()];
  const times = new Map<Somebody, number[]>(kinds.map((kind) => [kind, []]));
  for (let round = -1; round < MOST && !(round >= FEWEST && spread(times) < TOLERANCE); round++) {
    await app.query('DELETE FROM rate_limits');
    // In another order each time, so that what slows the machine down meets all alike.
    const order = kinds.map((_, index) => kinds[(index + round + kinds.length) % kinds.length] as Somebody);
    for (const kind of order) {
      const took = await timeOf(addresses.get(kind) as string, round);
      // The first round warms up.
      if (round >= 0) times.get(kind)?.push(took);
    }
  }
  expect(spread(times)).toBeLessThan(TOLERANCE);
}, 120_000);

it('does not tell by its time for whom a link to a new password is wanted', async () => {
  const timed = async (email: string) => {
    const started = performance.now();
    const { status } = await app.call('POST', '/api/auth/password-reset', { body: { email } });
    expect(status).toBe(202);
    return performance.now() - started;
  };
  const slowly = async (email: () => string) =>
    Math.min(await timed(email()), await timed(email()), await timed(email())) > 140;
  expect(await slowly(freshEmail)).toBe(await slowly(() => addresses.get('somebody') as string));
});
