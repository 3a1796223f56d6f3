import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, type Payer, pendingApproval, registerPayer, sentCodeOf } from '../support/attacks';
import {
  type Account,
  approve,
  createContract,
  createMilestone,
  freshTotpCode,
  fundAuthorization,
  fundedMilestone,
  registerUser,
  submitMilestone,
  verifyAndPay,
} from '../support/factories';

let app: TestApp;
let payer: Payer;
let secondPayee: Account;

beforeAll(async () => {
  app = await startApp();
  [payer, secondPayee] = await Promise.all([
    registerPayer(app),
    registerUser(app, { accountType: 'payee', name: 'Katherine Johnson' }),
  ]);
});
afterAll(() => app.close());

const read = (id: string, { token } = payer.client) =>
  app.call('GET', `/api/milestones/approvals/${id}`, { token });

it('shows exactly what was approved, before and after the code', async () => {
  const { approvalId, milestoneId, contractId } = await pendingApproval(app, payer, { amount: 250_000 });
  const { body: pending } = await read(approvalId);
  expect(pending).toMatchObject({
    id: approvalId,
    status: 'pending',
    preview: {
      items: [
        {
          milestoneId,
          contractId,
          version: 1,
          amount: 250_000,
          payeeId: payer.payee.id,
          title: 'First draft',
        },
      ],
      total: 250_000,
      currency: 'USD',
      payees: [{ id: payer.payee.id, name: 'Grace Hopper', subtotal: 250_000, isNew: true }],
      paymentMethod: 'pm_sandbox_visa',
    },
    stepUp: { required: true },
    challenge: { purpose: 'payment', payment: { total: 250_000, currency: 'USD' } },
    payments: [],
  });
  const { body: paid } = await expectStatus(
    200,
    verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret)),
  );
  const { body: approved } = await read(approvalId);
  expect(approved).toMatchObject({
    status: 'approved',
    preview: pending.preview,
    payments: [{ id: paid.paymentId, milestoneId, status: 'released', releasedAt: expect.any(String) }],
  });
});

it('leaves a trail of what happened, in order', async () => {
  const { approvalId, challengeId } = await pendingApproval(app, payer);
  await expectStatus(200, verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret)));
  const events = await auditEvents(
    app,
    `subject_id IN ($1, $2) OR subject_id IN (SELECT id FROM payments WHERE approval_id = $1)`,
    [approvalId, challengeId],
  );
  expect(events.map(({ type }) => type).sort()).toEqual([
    'approval.approved',
    'approval.created',
    'challenge.created',
    'challenge.verified',
    'payment.released',
  ]);
  expect(new Set(events.map(({ outcome }) => outcome))).toEqual(new Set(['success']));
});

describe('a batch', () => {
  async function batch(client: Account): Promise<string[]> {
    const ids: string[] = [];
    for (const [payee, amounts] of [
      [payer.payee, [30_000, 40_000]],
      [secondPayee, [50_000]],
    ] as const) {
      const contractId = await createContract(app, { client, payee });
      await fundAuthorization(app, client, contractId, 100_000);
      for (const amount of amounts) {
        const id = await createMilestone(app, client, contractId, amount);
        await submitMilestone(app, payee, id);
        ids.push(id);
      }
    }
    return ids;
  }

  it('is one approval, one code and one payment a milestone', async () => {
    const ids = await batch(payer.client);
    const { body: approval } = await expectStatus(201, approve(app, payer.client, ids));
    expect(approval.preview.total).toBe(120_000);
    expect(
      approval.preview.payees
        .map(({ id, subtotal }: { id: string; subtotal: number }) => [id, subtotal])
        .sort(),
    ).toEqual(
      [
        [payer.payee.id, 70_000],
        [secondPayee.id, 50_000],
      ].sort(),
    );
    const { body: paid } = await expectStatus(
      200,
      verifyAndPay(app, payer.client, approval.id, freshTotpCode(app, payer.secret)),
    );
    expect(paid.success).toBe(true);
    expect(paid.payments.map(({ milestoneId }: { milestoneId: string }) => milestoneId).sort()).toEqual(
      ids.sort(),
    );
    expect(new Set(paid.payments.map(({ status }: { status: string }) => status))).toEqual(
      new Set(['released']),
    );
  });

  it('says in the message how many payees get how much in all', async () => {
    const client = await registerUser(app);
    const { body: approval } = await expectStatus(201, approve(app, client, await batch(client)));
    const mail = await app.mailbox.waitFor(client.email, ({ text }) =>
      text.includes(approval.challenge.reference),
    );
    expect(mail.text).toContain('$1,200.00');
    expect(mail.text).toContain('2 payees');
    const code = await sentCodeOf(app, client, approval.challenge);
    expect((await verifyAndPay(app, client, approval.id, code)).status).toBe(200);
  });

  it('is void as a whole when one of its milestones changes', async () => {
    const ids = await batch(payer.client);
    const { body: approval } = await expectStatus(201, approve(app, payer.client, ids));
    await expectStatus(
      200,
      app.call('PATCH', `/api/milestones/${ids[2]}`, { token: payer.client.token, body: { amount: 1 } }),
    );
    expect((await read(approval.id)).body.status).toBe('void');
    const refused = await verifyAndPay(app, payer.client, approval.id, freshTotpCode(app, payer.secret));
    expect(refused.body.code).toBe('approval-void');
    const { body: milestone } = await app.call('GET', `/api/milestones/${ids[0]}`, {
      token: payer.client.token,
    });
    expect(milestone).toMatchObject({ status: 'submitted', payment: null });
  });

  it('may hold a hundred milestones', async () => {
    const contractId = await createContract(app, payer);
    await fundAuthorization(app, payer.client, contractId, 200_000);
    const ids = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const id = await createMilestone(app, payer.client, contractId, 1_500);
        await submitMilestone(app, payer.payee, id);
        return id;
      }),
    );
    const { body: approval } = await expectStatus(201, approve(app, payer.client, ids));
    const { body: paid } = await expectStatus(
      200,
      verifyAndPay(app, payer.client, approval.id, freshTotpCode(app, payer.secret)),
    );
    expect(paid.payments).toHaveLength(100);
    const [funds] = await app.query<{ remaining: string }>(
      'SELECT remaining FROM authorizations WHERE contract_id = $1',
      [contractId],
    );
    expect(funds?.remaining).toBe('50000');
  });
});

describe('an edit of a milestone', () => {
  it.each([
    ['its amount', { amount: 126_000 }, { amount: 126_000, title: 'First draft', description: 'Home page' }],
    [
      'its title',
      { title: 'Second draft' },
      { amount: 125_000, title: 'Second draft', description: 'Home page' },
    ],
    ['its description', { description: '' }, { amount: 125_000, title: 'First draft', description: '' }],
  ])('changes %s and leaves the rest', async (_, edit, expected) => {
    const { token } = payer.client;
    const contractId = await createContract(app, payer);
    const body = { title: 'First draft', description: 'Home page', amount: 125_000 };
    const { body: created } = await app.call('POST', `/api/contracts/${contractId}/milestones`, {
      token,
      body,
    });
    const { body: edited } = await expectStatus(
      200,
      app.call('PATCH', `/api/milestones/${created.id}`, { token, body: edit }),
    );
    expect(edited).toMatchObject({ ...expected, version: 2 });
  });
});

it('that is withdrawn can be started anew', async () => {
  const { milestoneId } = await fundedMilestone(app, payer);
  const { body: first } = await expectStatus(201, approve(app, payer.client, [milestoneId]));
  const { token } = payer.client;
  await expectStatus(204, app.call('DELETE', `/api/milestones/approvals/${first.id}`, { token }));
  expect((await app.call('DELETE', `/api/milestones/approvals/${first.id}`, { token })).body.code).toBe(
    'approval-not-pending',
  );
  expect((await read(first.id)).body.status).toBe('cancelled');
  const { body: second } = await expectStatus(201, approve(app, payer.client, [milestoneId]));
  expect((await verifyAndPay(app, payer.client, second.id, freshTotpCode(app, payer.secret))).status).toBe(
    200,
  );
});

it('is not for payees to see', async () => {
  const { approvalId } = await pendingApproval(app, payer);
  expect((await read(approvalId, payer.payee)).status).toBe(403);
});
