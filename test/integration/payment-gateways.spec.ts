import { randomUUID } from 'node:crypto';
import { DAY } from '../../src/common/clock';
import { Transactor } from '../../src/common/database/transactor';
import { authorizeRequest, type GatewayUnderTest, held, sandbox, stripe } from '../support/gateways';

/** What every adapter has to keep: the rest of the application relies on it. */
describe.each([
  ['the sandbox', sandbox],
  ['Stripe', () => stripe()],
])('%s', (_, start) => {
  let provider: GatewayUnderTest;
  beforeAll(async () => {
    provider = await start();
  });
  afterAll(() => provider.close());

  const hold = (amount: bigint, method = provider.methods.works) => held(provider.gateway, amount, method);

  it('holds money once a key', async () => {
    const request = authorizeRequest(100_000n, provider.methods.works);
    const first = await provider.gateway.authorize(request);
    expect(first).toEqual({
      kind: 'authorized',
      reference: expect.any(String),
      expiresAt: expect.any(Date),
      captures: 'many',
    });
    expect(await provider.gateway.authorize(request)).toEqual(first);
    expect(await provider.gateway.lookUpAuthorization(request.key)).toEqual(first);
    expect(await provider.gateway.lookUpAuthorization(randomUUID())).toBeNull();
  });

  it('declines for good, with a reason', async () => {
    const request = authorizeRequest(100_000n, provider.methods.declined);
    for (let time = 0; time < 2; time++)
      expect(await provider.gateway.authorize(request)).toEqual({ kind: 'declined', reason: 'declined' });
  });

  it('captures once a key, however often and at once it is asked', async () => {
    const request = (await hold(100_000n))(60_000n);
    expect(await provider.gateway.lookUp(request)).toBeNull();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => provider.gateway.capture(request)));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['captured']));
    expect(await provider.gateway.lookUp(request)).toEqual({ kind: 'captured' });
    expect(await provider.taken(request.key)).toEqual([60_000]);
  });

  it('captures several payments from one authorization, and no more than it holds', async () => {
    const from = await hold(100_000n);
    const requests = [from(60_000n), from(30_000n), from(10_001n), from(10_000n)];
    const outcomes = [];
    for (const request of requests) outcomes.push(await provider.gateway.capture(request));
    expect(outcomes).toEqual([
      { kind: 'captured' },
      { kind: 'captured' },
      { kind: 'refused', failure: 'amount-too-large' },
      { kind: 'captured' },
    ]);
    const found = await Promise.all(requests.map((request) => provider.gateway.lookUp(request)));
    expect(found.map((outcome) => outcome?.kind ?? null)).toEqual(['captured', 'captured', null, 'captured']);
  });

  it('captures once from an authorization that bears a single capture', async () => {
    const from = await hold(100_000n, provider.methods.single);
    const [first, second] = [from(60_000n), from(10_000n)];
    expect(first.captures).toBe('one');
    expect(await provider.gateway.capture(first)).toEqual({ kind: 'captured' });
    expect((await provider.gateway.capture(second)).kind).not.toBe('captured');
    expect(await provider.taken(second.key)).toEqual([]);
    expect(await provider.gateway.lookUp(first)).toEqual({ kind: 'captured' });
  });

  it('refuses a declined capture for good', async () => {
    const request = (await hold(100_000n, provider.methods.captureDeclined))(60_000n);
    for (let time = 0; time < 2; time++)
      expect(await provider.gateway.capture(request)).toEqual({ kind: 'refused', failure: 'declined' });
    expect(await provider.taken(request.key)).toEqual([]);
  });

  it('lets what is left go, and captures nothing afterwards', async () => {
    const whole = (await hold(100_000n))(60_000n);
    const from = await hold(100_000n);
    const [part, late] = [from(60_000n), from(40_000n)];
    await provider.gateway.capture(part);
    for (const { authorizationReference } of [whole, part, whole, part])
      await provider.gateway.void(authorizationReference);
    for (const request of [whole, late]) {
      expect((await provider.gateway.capture(request)).kind).not.toBe('captured');
      expect(await provider.taken(request.key)).toEqual([]);
    }
    expect(await provider.gateway.lookUp(part)).toEqual({ kind: 'captured' });
  });

  it('is not called while a transaction is open', async () => {
    const request = (await hold(100_000n))(60_000n);
    const { gateway, app } = provider;
    const calls: (() => Promise<unknown>)[] = [
      () => gateway.authorize(authorizeRequest(100n, 'pm')),
      () => gateway.lookUpAuthorization(randomUUID()),
      () => gateway.capture(request),
      () => gateway.lookUp(request),
      () => gateway.void(request.authorizationReference),
    ];
    for (const call of calls)
      await expect(app.get(Transactor).run(() => call())).rejects.toThrow('A transaction is open');
  });

  it('refuses what has expired', async () => {
    const request = (await hold(100_000n))(60_000n);
    provider.app.clock.advance(8 * DAY);
    expect(await provider.gateway.capture(request)).toEqual({
      kind: 'refused',
      failure: 'authorization-expired',
    });
    expect(await provider.taken(request.key)).toEqual([]);
  });
});
