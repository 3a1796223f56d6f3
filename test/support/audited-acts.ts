import { EndedLockoutsJob } from '../../src/auth/2fa/lockout/ended-lockouts.job';
import { HOUR, MINUTE } from '../../src/common/clock';
import type { Job } from '../../src/common/jobs/job-runner';
import { EndedHoldsJob } from '../../src/payments/holds/ended-holds.job';
import { LogErasureJob } from '../../src/privacy/log-erasure.job';
import { OperatorAccounts } from '../../src/users/operator-accounts';
import { expectStatus, freshEmail, login, openAccount, register } from './accounts';
import { actAsAdmin, decideProposal } from './admins';
import type { TestApp } from './app';
import { type Payer, pendingApproval, registerPayer } from './attacks';
import { seal } from './audit-log';
import { erase, proposeErasure } from './erasures';
import {
  approve,
  freshTotpCode,
  fundedMilestone,
  registerOperator,
  verifyAndPay,
  withKey,
} from './factories';
import { placeHold } from './holds';
import { challengeHeader } from './notices';
import { tryWhatIsRefused } from './refused-acts';

/** What leaves events that no notice comes with, through the API, one after another; `app` has phones and a mailbox. */
export async function doWhatIsAudited(app: TestApp): Promise<void> {
  const [admin, second] = [await registerOperator(app, 'admin'), await registerOperator(app, 'admin')];
  await app.get(OperatorAccounts).create(freshEmail(), 'Edith Clarke', 'auditor');
  await expectStatus(201, register(app, admin.email));
  const payer = await registerPayer(app);
  await payInEveryWay(app, payer);
  await looseEnds(app, payer);
  const read = (path: string) => app.call('GET', `/api/audit/${path}`, { token: admin.token });
  await read('export?format=ndjson');
  await seal(app);
  await expectStatus(200, read('events'));
  await expectStatus(200, read('export?format=ndjson'));
  await closeReports(app, admin);
  const staying = await openAccount(app);
  const refused = await expectStatus(202, proposeErasure(app, admin, staying.id));
  await expectStatus(200, decideProposal(app, second, refused.body.id, 'reject'));
  await tryWhatIsRefused(app, { client: payer.client, payee: payer.payee, admin });
  const leaving = await openAccount(app);
  await expectStatus(200, app.call('GET', '/api/auth/me/data', { token: leaving.token }));
  await erase(app, [admin, second], leaving.id);
  app.clock.advance(HOUR + MINUTE);
  for (const job of [LogErasureJob, EndedHoldsJob, EndedLockoutsJob]) await app.get<Job>(job).run({});
}

async function payInEveryWay(app: TestApp, payer: Payer): Promise<void> {
  const { client } = payer;
  const act = (method: string, path: string, body?: object) =>
    app.call(method, path, { token: client.token, body, headers: withKey() });
  const pay = async (paymentMethod?: string) => {
    const pending = await pendingApproval(app, payer, { paymentMethod });
    const answer = await verifyAndPay(app, client, pending.approvalId, freshTotpCode(app, payer.secret));
    return { ...pending, paymentId: answer.body.paymentId as string };
  };
  await pay();
  const failed = await pay('pm_sandbox_capture_declined');
  await act('POST', `/api/payments/${failed.paymentId}/retry`);
  await pay('pm_sandbox_capture_answer_dropped');
  await placeHold(app, client.id, { endsAt: new Date(app.clock.now().getTime() + 10 * MINUTE) });
  const held = await pay();
  await expectStatus(200, act('POST', `/api/payments/${held.paymentId}/cancel`));
  const edited = await fundedMilestone(app, payer);
  await expectStatus(200, act('PATCH', `/api/milestones/${edited.milestoneId}`, { title: 'Second draft' }));
  const dropped = await pendingApproval(app, payer);
  await expectStatus(204, act('DELETE', `/api/milestones/approvals/${dropped.approvalId}`));
  const money = `/api/contracts/${dropped.contractId}/authorizations`;
  await expectStatus(200, act('DELETE', `${money}/${dropped.authorizationId}`));
  await act('POST', money, { amount: 100, paymentMethod: 'pm_sandbox_authorization_declined' });
  await approve(app, client, [edited.milestoneId]);
}

async function looseEnds(app: TestApp, { client, secret }: Payer): Promise<void> {
  const { token } = client;
  await expectStatus(200, app.call('PATCH', '/api/auth/me', { token, body: { timeZone: 'Europe/Paris' } }));
  await expectStatus(
    401,
    app.call('PUT', '/api/security-settings', {
      token,
      body: { requireForAllPayments: false, preferredMethod: null, threshold: 900_000_000 },
    }),
  );
  const mailbox = await openAccount(app);
  const setup = await expectStatus(
    201,
    app.call('POST', '/api/2fa/setup', { token: mailbox.token, body: { method: 'email' } }),
  );
  const proof = { factorId: setup.body.factorId, code: await app.mailbox.codeFor(mailbox.email) };
  await expectStatus(200, app.call('POST', '/api/2fa/verify', { token: mailbox.token, body: proof }));
  const { body } = await expectStatus(200, login(app, mailbox.email));
  app.clock.advance(MINUTE);
  const again = { loginToken: body.loginToken };
  await app.call('POST', `/api/2fa/challenges/${body.challenge.id}/resend`, { body: again });
  await challengeHeader(app, client, 'export-data', freshTotpCode(app, secret));
  const other = await openAccount(app);
  await expectStatus(204, app.call('POST', '/api/auth/logout', { token: other.token }));
}

async function closeReports(
  app: TestApp,
  admin: Awaited<ReturnType<typeof registerOperator>>,
): Promise<void> {
  const open = await app.query<{ id: string }>(`SELECT id FROM security_reports WHERE status = 'open'`);
  for (const { id } of open)
    await expectStatus(
      204,
      actAsAdmin(app, admin, 'POST', `/api/admin/security-reports/${id}/close`, { note: 'Looked into' }),
    );
}
