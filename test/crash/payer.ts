import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { totpCode } from '../support/accounts';
import type { Answer } from '../support/http';
import type { Choice } from './choice';
import type { Flight, Flights } from './flights';
import type { Item, Person } from './people';
import type { Server, Stage } from './stage';

const STEP_MS = 30_000;
const MAIL_WITHIN_MS = 150_000;
/** A key whose server was killed stays claimed for a minute, and the next server may be killed with it as well. */
const PATIENCE_MS = 600_000;
const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** What a client has been told, to be compared with what has happened. */
export interface Told {
  approvalId: string;
  milestoneIds: string[];
  /** By a success, in whatever words: from then on it must be paid. */
  acknowledged: boolean;
}

/** Somebody who wants to pay and does not give up: repeats what was not answered, as a careful client would. */
export class Payer {
  private newestStep = 0;

  constructor(
    private readonly stage: Stage,
    private readonly flights: Flights,
    private readonly choice: Choice,
    private readonly person: Person,
    private readonly patience: number,
  ) {}

  /** @throws when something was answered that no crash explains, or patience has run out */
  async pay(items: readonly Item[], { codeExpected }: { codeExpected: boolean }): Promise<Told> {
    const milestoneIds = items.map(({ milestoneId }) => milestoneId);
    const { body } = await this.start(milestoneIds, codeExpected);
    const told = { approvalId: body.id as string, milestoneIds, acknowledged: true };
    if (body.status === 'approved') return told;
    const total = items.reduce((sum, { amount }) => sum + amount, 0);
    if (body.preview.total !== total)
      throw new Error(`The preview shows ${body.preview.total}, not ${total}`);
    told.acknowledged = await this.verify(body, items, total);
    return told;
  }

  /**
   * Patient clients wait for the key of a request that died to be free again, the others start anew: unless that request
   * may have paid.
   */
  private async start(milestoneIds: string[], mayStartAnew: boolean): Promise<Answer> {
    let key: string = randomUUID();
    const body = { milestoneIds };
    return this.untilAnswered('start', null, async (send) => {
      const headers = { 'Idempotency-Key': key };
      const answer = await send('POST', '/api/milestones/approvals', { body, headers });
      if (answer?.status === 201) return answer;
      if (answer?.body.code === 'idempotency-in-flight') {
        if (mayStartAnew && !this.choice.chance(this.patience)) key = randomUUID();
        return null;
      }
      return unlessPassing(answer);
    });
  }

  /** @returns whether a success was answered; when the answer was lost, the approval itself tells that it was paid */
  private async verify(approval: Answer['body'], items: readonly Item[], total: number): Promise<boolean> {
    const { id, challenge } = approval;
    const byMail = this.person.totpSecret === null;
    let code = byMail ? await this.sentCode(challenge.reference, items, total) : await this.appCode();
    return this.untilAnswered('verify', id, async (send) => {
      const body = { approvalId: id, code };
      const answer = await send('POST', '/api/milestones/verify-and-pay', { body });
      if (answer?.status === 200 || answer?.status === 202) return true;
      if (answer?.body.code === 'challenge-used') return false;
      const isTooOld = answer?.body.code === 'code-incorrect' && !byMail;
      if (isTooOld) code = await this.appCode();
      return isTooOld ? null : unlessPassing(answer);
    });
  }

  private async untilAnswered<T>(
    kind: 'start' | 'verify',
    approvalId: string | null,
    act: (send: (...request: Request) => Promise<Answer | null>) => Promise<T | null>,
  ): Promise<T> {
    const answers = new Map<string, number>();
    const send = async (method: string, path: string, options: object) => {
      let flight: Flight | null = null;
      const take = (server: Server) => {
        flight = { server, kind, approvalId };
        this.flights.take(flight);
      };
      try {
        const answer = await this.stage.call(method, path, { token: this.person.token, ...options }, take);
        const what = answer === null ? 'none' : `${answer.status} ${answer.body.code ?? ''}`;
        answers.set(what, (answers.get(what) ?? 0) + 1);
        return answer;
      } finally {
        this.flights.land(flight);
      }
    };
    for (const started = Date.now(); Date.now() - started < PATIENCE_MS; await sleep(150)) {
      const result = await act(send);
      if (result !== null) return result;
    }
    const heard = [...answers].map(([what, times]) => `${times} × ${what}`).join(', ');
    throw new Error(
      `${kind} of ${approvalId ?? 'a new approval'} had no end within ${PATIENCE_MS} ms; answers: ${heard}`,
    );
  }

  /** The message must name what it approves: the total, and the payees by number. */
  private async sentCode(reference: string, items: readonly Item[], total: number): Promise<string> {
    const mail = await this.stage.mailbox.waitFor(
      this.person.email,
      ({ text }) => text.includes(reference),
      MAIL_WITHIN_MS,
    );
    const payees = new Set(items.map(({ payee }) => payee)).size;
    const named = [money.format(total / 100), ...(payees > 1 ? [`${payees} payees`] : [])];
    for (const words of named)
      if (!mail.text.includes(words)) throw new Error(`The message does not say "${words}": ${mail.text}`);
    return (/(?<![\w-])\d{6}(?![\w-])/.exec(mail.text) as RegExpExecArray)[0];
  }

  /** Of a time step that has not been tried; the next one is good half a minute early. */
  private async appCode(): Promise<string> {
    const step = Math.max(this.newestStep + 1, Math.floor(Date.now() / STEP_MS));
    await sleep(Math.max(0, (step - 1) * STEP_MS - Date.now()));
    this.newestStep = step;
    return totpCode(this.person.totpSecret as string, new Date(step * STEP_MS));
  }
}

type Request = [method: string, path: string, options: object];

/** Nothing was answered, or that it cannot be answered now. @throws on everything else */
function unlessPassing(answer: Answer | null): null {
  if (answer === null || answer.status === 503) return null;
  throw new Error(`Unexpected answer ${answer.status} ${JSON.stringify(answer.body)}`);
}
