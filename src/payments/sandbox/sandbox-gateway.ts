import { Injectable, Logger } from '@nestjs/common';
import { after, Clock, DAY } from '../../common/clock';
import { Database } from '../../common/database/database';
import { assertNoTransaction } from '../../common/database/transactor';
import { Gatherer } from '../../common/gatherer';
import { Random } from '../../common/random';
import { AppConfig } from '../../config/app-config';
import type { CaptureFailure, CaptureOutcome } from '../payment';
import {
  type AuthorizeOutcome,
  type AuthorizeRequest,
  type CaptureRequest,
  type HeldAtGateway,
  PaymentGateway,
} from '../payment-gateway';
import { behaviourOf, type SandboxBehaviour, sandboxCards } from './sandbox-cards';
import {
  findAuthorizationByKey,
  findCapture,
  insertAuthorization,
  insertCaptures,
  readAuthorization,
  voidAuthorization,
} from './sandbox-statements';

const AUTHORIZATION_LIFETIME_MS = 7 * DAY;

/** A ledger pays for each statement, hardly for the rows in it. */
const AT_ONCE = 100;

interface LedgerAuthorization extends Record<string, unknown> {
  reference: string;
  paymentMethod: string;
  expiresAt: Date;
  voidedAt: Date | null;
  left: bigint;
}

/**
 * A gateway with a ledger of its own and no money: one authorization and one capture a key. Payment methods that
 * start with `pm_sandbox_` make it misbehave, see `sandbox-cards.ts`.
 */
@Injectable()
export class SandboxGateway extends PaymentGateway {
  readonly keyLifeMs = Number.POSITIVE_INFINITY;
  readonly capturesInParallel = true;
  override readonly capturesAtOnce = AT_ONCE;
  override readonly paymentMethods = sandboxCards;
  private readonly logger = new Logger(SandboxGateway.name);
  private readonly interrupted = new Set<string>();
  private readonly together = new Gatherer<CaptureRequest, string | null>(
    (requests) => this.takeTogether(requests),
    AT_ONCE,
  );

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly database: Database,
  ) {
    super();
  }

  async authorize({ key, amount, currency, paymentMethod }: AuthorizeRequest): Promise<AuthorizeOutcome> {
    assertNoTransaction('authorizing a payment');
    const behaviour = behaviourOf(paymentMethod);
    if (behaviour === 'authorization-declined') return { kind: 'declined', reason: 'declined' };
    if (behaviour === 'insufficient-funds') return { kind: 'declined', reason: 'insufficient-funds' };
    const now = this.clock.now();
    const expiresAt = after(now, behaviour === 'expires-soon' ? 1_000 : AUTHORIZATION_LIFETIME_MS);
    const reference = `sandbox_auth_${this.random.id()}`;
    await this.database.execute(insertAuthorization, [
      reference,
      key,
      paymentMethod,
      amount,
      currency,
      expiresAt,
      now,
    ]);
    const made = await this.lookUpAuthorization(key);
    if (!made) throw new Error('The sandbox lost an authorization');
    return made;
  }

  async lookUpAuthorization(key: string): Promise<AuthorizeOutcome | null> {
    assertNoTransaction('looking an authorization up');
    const made = await this.database.row<HeldAtGateway & Record<string, unknown>>(findAuthorizationByKey, [
      key,
    ]);
    return made && { ...made, kind: 'authorized' };
  }

  async capture(request: CaptureRequest): Promise<CaptureOutcome> {
    assertNoTransaction('capturing a payment');
    try {
      return await this.captureOrFail(request);
    } catch (error) {
      this.logger.warn({ paymentId: request.key, err: error }, 'The sandbox could not capture');
      return { kind: 'unknown' };
    }
  }

  async lookUp({ key }: Pick<CaptureRequest, 'key'>): Promise<CaptureOutcome | null> {
    assertNoTransaction('looking a payment up');
    return (await this.database.row(findCapture, [key])) ? { kind: 'captured' } : null;
  }

  async void(authorizationReference: string): Promise<void> {
    assertNoTransaction('voiding an authorization');
    await this.database.execute(voidAuthorization, [authorizationReference, this.clock.now()]);
  }

  private async captureOrFail(request: CaptureRequest): Promise<CaptureOutcome> {
    const { key, authorizationReference, amount } = request;
    const paymentMethod = (await this.together.add(request)) ?? (await this.take([request]))[0];
    if (paymentMethod) return this.answer(behaviourOf(paymentMethod), key, { kind: 'captured' });
    const known = await this.lookUp({ key });
    if (known) return known;
    const authorization = await this.database.row<LedgerAuthorization>(readAuthorization, [
      authorizationReference,
    ]);
    const behaviour = behaviourOf(authorization?.paymentMethod ?? '');
    return this.answer(behaviour, key, {
      kind: 'refused',
      failure: refusal(authorization, behaviour, amount, this.clock.now()),
    });
  }

  /** What is in the way of one must not fail the others: each is tried alone then. */
  private async takeTogether(requests: readonly CaptureRequest[]): Promise<(string | null)[]> {
    try {
      return await this.take(requests);
    } catch (error) {
      this.logger.debug(
        { err: error },
        'The sandbox takes captures one by one that it could not take together',
      );
      return requests.map(() => null);
    }
  }

  /** @returns for each the payment method that it was taken from, or null */
  private async take(requests: readonly CaptureRequest[]): Promise<(string | null)[]> {
    const taken = await this.database.rows<{ key: string; paymentMethod: string }>(insertCaptures, [
      ...(['key', 'authorizationReference', 'amount', 'currency'] as const).map((column) =>
        requests.map((request) => request[column]),
      ),
      this.clock.now(),
    ]);
    const methods = new Map(taken.map(({ key, paymentMethod }) => [key, paymentMethod]));
    return requests.map(({ key }) => methods.get(key) ?? null);
  }

  /** What reaches the caller of what the ledger did. */
  private async answer(
    behaviour: SandboxBehaviour,
    key: string,
    outcome: CaptureOutcome,
  ): Promise<CaptureOutcome> {
    if (behaviour === 'capture-answer-dropped' && !this.interrupted.has(key)) {
      this.interrupted.add(key);
      return { kind: 'unknown' };
    }
    if (behaviour === 'capture-hangs' && !this.interrupted.has(key)) {
      this.interrupted.add(key);
      await new Promise((resolve) => setTimeout(resolve, this.config.gatewayTimeoutMs));
      return { kind: 'unknown' };
    }
    return outcome;
  }
}

function refusal(
  authorization: LedgerAuthorization | null,
  behaviour: SandboxBehaviour,
  amount: bigint,
  now: Date,
): CaptureFailure {
  if (!authorization || behaviour === 'capture-declined') return 'declined';
  if (authorization.voidedAt) return 'authorization-voided';
  if (authorization.expiresAt <= now) return 'authorization-expired';
  return authorization.left < amount ? 'amount-too-large' : 'declined';
}
