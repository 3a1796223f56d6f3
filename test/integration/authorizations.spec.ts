import type { EntityManager } from 'typeorm';
import { MINUTE, SECOND } from '../../src/common/clock';
import { Transactor } from '../../src/common/database/transactor';
import { AuthorizationService } from '../../src/payments/authorization.service';
import { type AuthorizeRequest, PaymentGateway } from '../../src/payments/payment-gateway';
import { ResolveAuthorizationsJob } from '../../src/payments/resolve-authorizations.job';
import { startApp, type TestApp } from '../support/app';
import { alsoOn, auditEvents } from '../support/attacks';
import { type Account, createContract, fundAuthorization, registerUser, withKey } from '../support/factories';

/** The process dies after the gateway has done its work: no answer ever comes back. */
const dying = {
  authorize: async (request: AuthorizeRequest) => {
    await app.get(PaymentGateway).authorize(request);
    throw new Error('The process is gone');
  },
};

let app: TestApp;
let killed: TestApp;
let client: Account;
let payee: Account;
let contractId: string;

beforeAll(async () => {
  app = await startApp();
  killed = await startApp({ ...alsoOn(app), overrides: [[PaymentGateway, dying]] });
  client = await registerUser(app);
  payee = await registerUser(app, { accountType: 'payee' });
});
afterAll(async () => {
  await killed.close();
  await app.close();
});

beforeEach(async () => {
  contractId = await createContract(app, { client, payee });
});

const fund = (of: TestApp, paymentMethod = 'pm_card_visa') =>
  of.call('POST', `/api/contracts/${contractId}/authorizations`, {
    token: client.token,
    headers: withKey(),
    body: { amount: 100, paymentMethod },
  });
const list = (query = '', { token } = client) =>
  app.call('GET', `/api/contracts/${contractId}/authorizations${query}`, { token });
const sweep = (of = app) => of.get(ResolveAuthorizationsJob).run();
const statuses = async () =>
  (await list()).body.items.map(({ status }: { status: string }) => status) as string[];

describe('the list of a contract', () => {
  it('has all, newest first, page by page', async () => {
    const id = await fundAuthorization(app, client, contractId, 500);
    expect((await fund(app, 'pm_sandbox_authorization_declined')).status).toBe(422);
    expect((await fund(killed)).status).toBe(503);
    const { status, body } = await list('?limit=2');
    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      { status: 'pending', amount: 100, remaining: 100, currency: 'USD', expiresAt: null },
      { status: 'declined', expiresAt: null },
    ]);
    const { body: rest } = await list(`?limit=2&cursor=${body.nextCursor}`);
    const expiresAt = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(rest).toEqual({
      items: [
        {
          id,
          status: 'active',
          amount: 500,
          remaining: 500,
          currency: 'USD',
          captures: 'many',
          expiresAt,
          decline: null,
        },
      ],
      nextCursor: null,
    });
    await sweep();
  });

  it('is for its client only', async () => {
    expect((await list('', payee)).status).toBe(403);
    expect((await list('', await registerUser(app))).status).toBe(404);
    expect((await list('?cursor=x')).body.code).toBe('invalid-cursor');
  });
});

describe('an authorization whose process died', () => {
  it('is asked for again under the same key once nobody can be waiting for it', async () => {
    expect((await fund(killed)).status).toBe(503);
    await sweep();
    expect(await statuses()).toEqual(['pending']);
    app.clock.advance(2 * MINUTE);
    await sweep(killed);
    expect(await statuses()).toEqual(['pending']);
    await Promise.all([sweep(), sweep()]);
    const [held] = (await list()).body.items;
    expect(held).toMatchObject({ status: 'active', expiresAt: expect.any(String) });
    const ledger = await app.query('SELECT FROM sandbox_gateway.authorizations WHERE key = $1', [held.id]);
    expect(ledger).toHaveLength(1);
    const events = await auditEvents(app, `type = 'authorization.funded' AND subject_id = $1`, [held.id]);
    expect(events.map(({ outcome }) => outcome)).toEqual(['failure', 'success']);
  });

  it('is declined when the gateway declines', async () => {
    expect((await fund(killed, 'pm_sandbox_authorization_declined')).status).toBe(503);
    app.clock.advance(2 * MINUTE);
    await sweep();
    expect(await statuses()).toEqual(['declined']);
  });
});

describe('what an approval locks', () => {
  const locked = () =>
    app.get(Transactor).run(async (manager: EntityManager) => {
      const authorizations = app.get(AuthorizationService);
      const funds = await authorizations.lockForContracts(manager, [contractId]);
      const due = { milestoneId: 'm', contractId, amount: 1n, currency: 'USD' };
      const verdict = await Promise.resolve()
        .then(() => authorizations.cover([due], funds) && 'covered')
        .catch(({ code }: { code: string }) => code);
      return [verdict, funds.map(({ id }) => id)];
    });
  const useUp = (id: string) => app.query('UPDATE authorizations SET remaining = 0 WHERE id = $1', [id]);

  it('is what lives and has something left', async () => {
    const used = await fundAuthorization(app, client, contractId, 500);
    const full = await fundAuthorization(app, client, contractId, 500);
    await useUp(used);
    expect(await locked()).toEqual(['covered', [full]]);
    await useUp(full);
    expect(await locked()).toEqual(['authorization-insufficient', []]);
  });

  const runOut = async () => {
    const id = await fundAuthorization(app, client, contractId, 500, 'pm_sandbox_expires_soon');
    app.clock.advance(2 * SECOND);
    return id;
  };

  it('is the newest that expired when none lives, so that this can be told', async () => {
    await runOut();
    const newest = await runOut();
    await useUp(newest);
    expect(await locked()).toEqual(['authorization-expired', [newest]]);
  });

  it('is nothing that expired beside one that lives', async () => {
    await runOut();
    const alive = await fundAuthorization(app, client, contractId, 500);
    expect(await locked()).toEqual(['covered', [alive]]);
    await useUp(alive);
    await runOut();
    expect(await locked()).toEqual(['authorization-insufficient', []]);
  });
});
