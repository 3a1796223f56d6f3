import { startApp, type TestApp } from '../support/app';
import { type Payer } from '../support/attacks';
import { registerUser } from '../support/factories';
import { approveSmall, auditedStepUp, knownPayer, OTHER_BROWSER } from '../support/risk';

let app: TestApp;
let payer: Payer;

beforeAll(async () => {
  app = await startApp({
    env: {
      RISK_RULES:
        'payer-24h=shadow,payee-24h=shadow,payer-7d=off,payee-7d=off,new-payee=shadow,new-device=shadow,unusual-amount=off',
    },
  });
  payer = await knownPayer(app);
});
afterAll(() => app.close());

const enforced = { required: false, reasons: ['below-threshold'], signals: [] };

it('asks nobody for a code, and records what it would have asked for', async () => {
  const { id, stepUp, payments } = await approveSmall(app, payer, OTHER_BROWSER);
  expect(stepUp).toMatchObject(enforced);
  expect(JSON.stringify(stepUp)).not.toContain('new-device');
  expect(payments).toMatchObject([{ status: 'released' }]);
  expect(await auditedStepUp(app, id)).toMatchObject({
    ...enforced,
    score: 0,
    shadow: {
      reasons: ['unusual-activity'],
      signals: [{ signal: 'new-device', weight: 50, quieted: false }],
      score: 50,
    },
  });
});

it('holds for sums and for new payees too', async () => {
  await approveSmall(app, payer, {}, 90_000);
  const sum = await approveSmall(app, payer, {}, 90_000);
  expect(sum.stepUp).toMatchObject(enforced);
  expect(await auditedStepUp(app, sum.id)).toMatchObject({
    exposure: [],
    shadow: {
      reasons: ['cumulative-exposure'],
      exposure: [
        { rule: 'payer-24h', sum: '181000', limit: '100000' },
        { rule: 'payee-24h', sum: '181000', limit: '100000' },
      ],
    },
  });
  const stranger = await registerUser(app, { accountType: 'payee' });
  const { id, stepUp } = await approveSmall(app, { ...payer, payee: stranger });
  expect(stepUp).toMatchObject(enforced);
  expect((await auditedStepUp(app, id)).shadow?.reasons).toEqual(['cumulative-exposure', 'new-payee']);
});

it('leaves alone what is never in shadow: threshold and first payment', async () => {
  expect((await approveSmall(app, payer, {}, 100_001)).stepUp.reasons).toEqual(['above-threshold']);
});
