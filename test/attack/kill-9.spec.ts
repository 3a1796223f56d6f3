import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { type Answer, type CallOptions, call, type TestApp, testEnvironment } from '../support/app';
import { type Account, approve, fundedMilestone, registerUser } from '../support/factories';
import { Mailbox } from '../support/mailbox';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { ServerProcess } from '../support/server-process';

const CYCLES = 5;
const PAYMENTS_A_CYCLE = 6;
const GATEWAY_TIMEOUT_MS = 400;

interface Waiting {
  approvalId: string;
  milestoneId: string;
  code: string;
}

describe('kill -9 of the server in the middle of payments', () => {
  let database: TestDatabase;
  let mailbox: Mailbox;
  let owner: Pool;
  let server: ServerProcess & { url: string };
  let client: Account;
  let payee: Account;

  const start = () =>
    ServerProcess.start({
      ...testEnvironment(database.url, mailbox.url),
      GATEWAY_TIMEOUT_MS: String(GATEWAY_TIMEOUT_MS),
    });
  const request = (method: string, path: string, options?: CallOptions) =>
    call(server.url, method, path, options);
  const asApp = () => ({ call: request, mailbox }) as unknown as TestApp;
  const rows = async <Row>(text: string, values: unknown[]): Promise<Row[]> =>
    (await owner.query(text, values)).rows as Row[];

  beforeAll(async () => {
    database = await createTestDatabase();
    mailbox = await Mailbox.open();
    owner = new Pool({ connectionString: database.url, max: 2 });
    server = await start();
    payee = await registerUser(asApp(), { accountType: 'payee' });
  });
  afterAll(async () => {
    server.signal('SIGKILL');
    await server.exit();
    await owner.end();
    await mailbox.close();
    await database.drop();
  });

  async function waitingApproval(paymentMethod: string): Promise<Waiting> {
    const { milestoneId } = await fundedMilestone(asApp(), { client, payee }, { paymentMethod });
    const { body } = await approve(asApp(), client, [milestoneId]);
    await mailbox.waitFor(client.email, ({ text }) => text.includes(body.challenge.reference));
    return { approvalId: body.id, milestoneId, code: await mailbox.codeFor(client.email) };
  }

  const pay = ({ approvalId, code }: Waiting): Promise<Answer> =>
    request('POST', '/api/milestones/verify-and-pay', { token: client.token, body: { approvalId, code } });

  async function underWay(): Promise<number> {
    const [row] = await rows<{ count: string }>(
      `SELECT count(*) FROM payments WHERE status IN ('pending', 'processing', 'unknown')`,
      [],
    );
    return Number(row?.count);
  }

  async function settled(): Promise<void> {
    for (let waited = 0; waited < 20_000; waited += 100) {
      if ((await underWay()) === 0) return;
      await sleep(100);
    }
    throw new Error('Payments stayed under way');
  }

  async function facts({ approvalId, milestoneId }: Waiting) {
    const [row] = await rows<{ status: string; challenge: string; payments: string[]; captures: number }>(
      `SELECT a.status, c.status AS challenge,
         ARRAY (SELECT p.status FROM payments p WHERE p.approval_id = a.id) AS payments,
         (SELECT count(*)::int FROM sandbox_gateway.captures s JOIN payments p ON p.id::text = s.key
          WHERE p.milestone_id = $2) AS captures
       FROM approvals a JOIN challenges c ON c.subject_id = a.id WHERE a.id = $1`,
      [approvalId, milestoneId],
    );
    return row;
  }

  it.each(Array.from({ length: CYCLES }, (_, cycle) => cycle + 1))(
    'cycle %i: what was acknowledged is paid, nothing is captured twice, the rest can still be paid',
    async () => {
      client = await registerUser(asApp(), { accountType: 'client' });
      const waiting: Waiting[] = [];
      for (let made = 0; made < PAYMENTS_A_CYCLE; made++)
        waiting.push(
          await waitingApproval(made % 3 === 0 ? 'pm_sandbox_capture_answer_dropped' : 'pm_sandbox_visa'),
        );

      const answers = waiting.map((approval) => pay(approval).catch(() => null));
      await sleep(randomInt(0, 80));
      server.signal('SIGKILL');
      const acknowledged = await Promise.all(answers);
      await server.exit();
      server = await start();
      await settled();

      for (const [index, approval] of waiting.entries()) {
        const found = await facts(approval);
        if (acknowledged[index] !== null) expect(found?.status).toBe('approved');
        if (found?.status === 'approved')
          expect(found).toEqual({
            status: 'approved',
            challenge: 'consumed',
            payments: ['released'],
            captures: 1,
          });
        else {
          expect(found).toEqual({ status: 'pending', challenge: 'open', payments: [], captures: 0 });
          expect((await pay(approval)).body).toMatchObject({ approvalId: approval.approvalId });
        }
      }
      await settled();
      const captures = await Promise.all(waiting.map(async (approval) => (await facts(approval))?.captures));
      expect(captures).toEqual(waiting.map(() => 1));
    },
    60_000,
  );
});
