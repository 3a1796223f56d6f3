import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, type Payer, pendingApproval, registerPayer } from '../support/attacks';
import { approve, createContract, freshTotpCode, fundedMilestone, verifyAndPay } from '../support/factories';

let app: TestApp;
let payer: Payer;

beforeAll(async () => {
  app = await startApp();
  payer = await registerPayer(app);
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

  it('that names nothing to change is refused and voids nothing', async () => {
    const { milestoneId } = await fundedMilestone(app, payer);
    const { body: approval } = await expectStatus(201, approve(app, payer.client, [milestoneId]));
    const { token } = payer.client;
    await expectStatus(400, app.call('PATCH', `/api/milestones/${milestoneId}`, { token, body: {} }));
    expect((await read(approval.id)).body).toMatchObject({
      status: 'pending',
      preview: { items: [{ version: 1 }] },
    });
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
