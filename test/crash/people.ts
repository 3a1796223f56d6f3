import { randomBytes } from 'node:crypto';
import { encodeSecret } from '../../src/auth/2fa/totp/totp';
import { sha256 } from '../../src/common/crypto/hashing';
import { SecretBox } from '../../src/common/crypto/secret-box';
import { SystemRandom } from '../../src/common/random';
import type { Choice } from './choice';
import type { Stage } from './stage';

export interface Item {
  milestoneId: string;
  amount: number;
  payee: string;
}

/** A client who is logged in and has submitted milestones of several contracts to approve, with the money held for them. */
export interface Person {
  token: string;
  email: string;
  /** Base32; null for somebody who gets codes by e-mail. */
  totpSecret: string | null;
  items: Item[];
  /** Small, to the first payee, for later. */
  afterwards: Item;
}

export interface Wish {
  /** Of `pm_sandbox_…`, one a contract. */
  paymentMethods: readonly string[];
  milestonesPerContract: number;
  byApp: boolean;
}

const SMALL = 500;
const UNIQUE_VIOLATION = '23505';
const random = new SystemRandom();

/** Rows that the use cases would have made: registering people costs a second of hashing each. */
export class People {
  private readonly secrets: SecretBox;
  private payees: string[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly choice: Choice,
  ) {
    this.secrets = new SecretBox(stage.config, random);
  }

  async addPayees(count: number): Promise<void> {
    this.payees = Array.from({ length: count }, () => random.id());
    await this.stage.rows(insertUsers, [
      JSON.stringify(this.payees.map((id) => ({ id, email: `payee-${id}@example.com`, type: 'payee' }))),
    ]);
  }

  async add({ paymentMethods, milestonesPerContract, byApp }: Wish): Promise<Person> {
    const [user, session, factor] = [random.id(), random.id(), random.id()];
    const token = random.token();
    const secret = randomBytes(32);
    const first = this.choice.between(0, this.payees.length - 1);
    const contracts = paymentMethods.map((paymentMethod, index) => {
      const [id, authorization] = [random.id(), random.id()];
      const payee = this.payees[(first + index) % this.payees.length] as string;
      const milestones = Array.from({ length: milestonesPerContract }, () => ({
        id: random.id(),
        contract: id,
        amount: this.choice.between(10_000, 40_000),
        payee,
      }));
      const total = milestones.reduce((sum, { amount }) => sum + amount, 0);
      return { id, authorization, payee, user, payment_method: paymentMethod, milestones, total };
    });
    const [contract] = contracts;
    if (!contract) throw new Error('A person needs a contract');
    const afterwards = { id: random.id(), contract: contract.id, amount: SMALL, payee: contract.payee };
    contract.total += SMALL;
    const milestones = contracts.flatMap((each) => each.milestones);
    const email = `client-${user}@example.com`;
    const work = JSON.stringify(contracts.map(({ milestones: _, ...row }) => row));
    await this.insert(insertPerson, [
      JSON.stringify([{ id: user, email, type: 'client' }]),
      JSON.stringify([{ id: session, user, token_hash: sha256(token).toString('hex') }]),
      JSON.stringify(byApp ? [{ id: factor, user, sealed: this.sealed(secret, user, factor) }] : []),
      work,
    ]);
    await this.insert(insertFunds, [work, JSON.stringify([...milestones, afterwards])]);
    return {
      token,
      email,
      totpSecret: byApp ? encodeSecret(secret) : null,
      items: milestones.map(itemOf),
      afterwards: itemOf(afterwards),
    };
  }

  /** An outage may swallow the answer of what was committed. */
  private async insert(statement: string, rows: string[]): Promise<void> {
    await this.stage.rows(statement, rows).catch((error: { code?: string }) => {
      if (error.code !== UNIQUE_VIOLATION) throw error;
    });
  }

  private sealed(secret: Buffer, userId: string, row: string): string {
    return this.secrets.seal(secret, { userId, purpose: 'totp-secret', row });
  }
}

function itemOf({ id, amount, payee }: { id: string; amount: number; payee: string }): Item {
  return { milestoneId: id, amount, payee };
}

const userRows = `
  users_made AS (
    INSERT INTO users (id, email, name, account_type, email_verified_at, created_at)
    SELECT r.id, r.email, 'Crash', r.type, now(), now() FROM jsonb_to_recordset($1) AS r (id uuid, email text, type text)
    RETURNING id
  ), budgets AS (INSERT INTO verification_budgets (user_id) SELECT id FROM users_made)`;

const insertUsers = `WITH ${userRows} SELECT`;

/** What is to be there, of the parameter of that number. */
const wished = (parameter: string) => `
  wished AS (
    SELECT * FROM jsonb_to_recordset(${parameter})
      AS r (id uuid, "user" uuid, payee uuid, "authorization" uuid, payment_method text, total bigint)
  )`;

/** One statement: all or nothing. */
const insertPerson = `
  WITH ${userRows}, s AS (
    INSERT INTO sessions (id, token_hash, user_id, kind, transport, second_factor_at, created_at, last_seen_at, expires_at)
    SELECT r.id, decode(r.token_hash, 'hex'), r."user", 'full', 'bearer', now(), now(), now() + interval '1 hour', now() + interval '12 hours'
    FROM jsonb_to_recordset($2) AS r (id uuid, "user" uuid, token_hash text)
  ), f AS (
    INSERT INTO factors (id, user_id, method, label, status, sealed_secret, created_at, confirmed_at)
    SELECT r.id, r."user", 'totp', 'App', 'active', r.sealed, now(), now()
    FROM jsonb_to_recordset($3) AS r (id uuid, "user" uuid, sealed text)
  ), ${wished('$4')}
  INSERT INTO contracts (id, title, client_id, payee_id, currency, status, created_at)
  SELECT id, 'Website', "user", payee, 'USD', 'active', now() FROM wished`;

/** Apart, because money is held only for contracts that are there. */
const insertFunds = `
  WITH ${wished('$1')}, a AS (
    INSERT INTO authorizations (id, contract_id, client_id, idempotency_key, payment_method, amount, remaining, currency, status,
      gateway_reference, created_at, expires_at)
    SELECT "authorization", id, "user", "authorization"::text, payment_method, total, total, 'USD', 'active',
      'sandbox_auth_' || "authorization", now(), now() + interval '7 days' FROM wished
  ), held AS (
    INSERT INTO sandbox_gateway.authorizations (reference, key, payment_method, amount, currency, expires_at, created_at)
    SELECT 'sandbox_auth_' || "authorization", "authorization"::text, payment_method, total, 'USD', now() + interval '7 days', now()
    FROM wished
  )
  INSERT INTO milestones (id, contract_id, title, amount, status, created_at, submitted_at)
  SELECT r.id, r.contract, 'First draft', r.amount, 'submitted', now(), now()
  FROM jsonb_to_recordset($2) AS r (id uuid, contract uuid, amount bigint)`;
