import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateSync } from 'otplib';
import { after, type Clock, SECOND } from '../../common/clock';
import type { OperatorAccounts } from '../../users/operator-accounts';
import type { DemoAccount } from '../demo-state';
import type { Inbox } from '../inbox/inbox';
import type { ApiClient } from './api-client';

const MAIL_WITHIN_MS = 15 * SECOND;
const TOTP_STEP_MS = 30 * SECOND;
const CODE = /(?<![\w-])\d{6}(?![\w-])/;

export interface Person extends DemoAccount {
  token: string;
}

/** Opens accounts the way their owners would. */
export class People {
  constructor(
    private readonly api: ApiClient,
    private readonly inbox: Inbox,
    private readonly operators: OperatorAccounts,
    private readonly clock: Clock,
  ) {}

  async register(email: string, name: string, accountType: 'client' | 'payee'): Promise<Person> {
    const password = newPassword();
    await this.api.post('/auth/register', { body: { email, password, name, accountType } });
    await this.api.post('/auth/verify-email', { body: { email, code: await this.mailedCode(email) } });
    const { token } = await this.api.post<{ token: string }>('/auth/login', { body: { email, password } });
    return { email, password, accountType, token };
  }

  /** The code of the step before is used, so that the current one is still good for the person who tries the demo. */
  async enrolTotp(person: Person): Promise<Person> {
    const { token } = person;
    const setup = { token, body: { method: 'totp', label: 'Demo authenticator' } };
    const { factorId, secret } = await this.api.post<{ factorId: string; secret: string }>(
      '/2fa/setup',
      setup,
    );
    const code = await this.codeOfStepBefore(secret);
    const verified = await this.api.post<{ token: string }>('/2fa/verify', {
      token,
      body: { factorId, code },
    });
    return { ...person, token: verified.token, totpSecret: secret };
  }

  /** Their policies require a second factor: the first login opens nothing else. */
  async createOperator(email: string, name: string, accountType: 'admin' | 'auditor'): Promise<Person> {
    const created = await this.operators.create(email, name, accountType);
    if (!created) throw new Error(`Seeding failed: ${email} exists already`);
    const token = new URLSearchParams(new URL(created.link).hash.slice(1)).get('token');
    const password = newPassword();
    await this.api.post('/auth/password-reset/confirm', { body: { token, newPassword: password } });
    const { token: session } = await this.api.post<{ token: string }>('/auth/login', {
      body: { email, password },
    });
    return this.enrolTotp({ email, password, accountType, token: session });
  }

  private async codeOfStepBefore(secret: string): Promise<string> {
    const leftOfStep = TOTP_STEP_MS - (this.clock.now().getTime() % TOTP_STEP_MS);
    if (leftOfStep < 3 * SECOND) await sleep(leftOfStep);
    return generateSync({ secret, epoch: after(this.clock.now(), -TOTP_STEP_MS).getTime() / SECOND });
  }

  private async mailedCode(to: string): Promise<string> {
    for (let waited = 0; waited < MAIL_WITHIN_MS; waited += 25) {
      const code = CODE.exec(this.inbox.list(to)[0]?.text ?? '');
      if (code) return code[0];
      await sleep(25);
    }
    throw new Error(`Seeding failed: no mail reached ${to}`);
  }
}

function newPassword(): string {
  return randomBytes(15).toString('base64url');
}
