import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DAY } from '../../../src/common/clock';
import { type Form, Refusal, StripeLedger, type StripeObject } from './stripe-ledger';

/** What goes wrong with one request. `after`: its work has been done. */
export type StripeFaultKind =
  | 'reset'
  | 'reset-after'
  | 'hang'
  | 'hang-after'
  | 'error-500'
  | 'error-500-after'
  /** Stripe keeps this answer under the key, as it says it does. */
  | 'kept-error-500'
  | 'bad-gateway'
  | 'rate-limit'
  | 'unauthorized'
  | 'lock-timeout';

export interface StripeCall {
  method: string;
  path: string;
  key: string | undefined;
  form: Form;
}

interface Stored {
  fingerprint: string;
  at: Date;
  /** Null while the first request with the key is under way. */
  answer: Answer | null;
}

interface Answer {
  status: number;
  body: StripeObject;
}

/** The few endpoints of https://docs.stripe.com/api that are used, on loopback: forms in, JSON out, idempotency keys honoured. */
export class StripeSimulator {
  readonly secretKey = `sk_test_${randomBytes(12).toString('hex')}`;
  readonly webhookSecret = `whsec_${randomBytes(16).toString('hex')}`;
  readonly ledger: StripeLedger;
  readonly calls: StripeCall[] = [];
  /** Decides for each request whether something goes wrong. */
  fault: (call: StripeCall) => StripeFaultKind | null = () => null;
  private readonly kept = new Map<string, Stored>();
  private readonly server: Server;

  private constructor(private readonly now: () => Date) {
    this.ledger = new StripeLedger(now);
    this.server = createServer((request, response) => {
      this.handle(request, response).catch(() => response.destroy());
    });
  }

  static async listen(now: () => Date): Promise<StripeSimulator> {
    const simulator = new StripeSimulator(now);
    await new Promise<void>((resolve) => simulator.server.listen(0, '127.0.0.1', resolve));
    return simulator;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get environment(): Record<string, string> {
    return {
      PAYMENT_GATEWAY: 'stripe',
      STRIPE_SECRET_KEY: this.secretKey,
      STRIPE_WEBHOOK_SECRET: this.webhookSecret,
      STRIPE_API_BASE_URL: this.url,
    };
  }

  /** The first request with a new key meets this: a late repetition of an older one does not. */
  failNext(kind: StripeFaultKind, path: RegExp = /./): void {
    let left = 1;
    const old = new Set(this.calls.map(({ key }) => key));
    this.fault = (call) =>
      call.method === 'POST' && path.test(call.path) && !old.has(call.key) && left-- > 0 ? kind : null;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stripe');
    const form = Object.fromEntries([
      ...searchParams,
      ...new URLSearchParams(Buffer.concat(chunks).toString('utf8')),
    ]);
    const key = request.headers['idempotency-key'] as string | undefined;
    const call = { method: request.method ?? '', path: pathname, key, form };
    this.calls.push(call);
    const kind = this.fault(call);
    if (kind === 'hang') return;
    if (kind === 'reset') return void request.socket.resetAndDestroy();
    if (kind === 'bad-gateway')
      return void response.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad gateway</h1>');
    if (kind === 'rate-limit') return reply(response, refusal(429, 'invalid_request_error', 'rate_limit'));
    if (kind === 'lock-timeout')
      return reply(response, refusal(429, 'invalid_request_error', 'lock_timeout'));
    if (kind === 'error-500') return reply(response, refusal(500, 'api_error', null));
    if (kind === 'unauthorized' || request.headers.authorization !== `Bearer ${this.secretKey}`)
      return reply(response, refusal(401, 'invalid_request_error', null));
    const answer = this.once(call, kind === 'kept-error-500');
    if (kind === 'hang-after') return;
    if (kind === 'reset-after') return void request.socket.resetAndDestroy();
    if (kind === 'error-500-after') return reply(response, refusal(500, 'api_error', null));
    reply(response, answer);
  }

  /** https://docs.stripe.com/api/idempotent_requests: refusals before the work begins are not kept. */
  private once(call: StripeCall, fails: boolean): Answer {
    if (call.method !== 'POST' || call.key === undefined) return this.perform(call);
    const fingerprint = JSON.stringify([call.path, Object.entries(call.form).sort()]);
    const stored = this.kept.get(call.key);
    if (stored && this.now().getTime() - stored.at.getTime() < DAY) {
      if (stored.fingerprint !== fingerprint) return refusal(400, 'idempotency_error', null);
      return stored.answer ?? refusal(409, 'idempotency_error', 'idempotency_key_in_use');
    }
    const answer = fails ? refusal(500, 'api_error', null) : this.perform(call);
    const begun = answer.status !== 400;
    if (begun) this.kept.set(call.key, { fingerprint, at: this.now(), answer: structuredClone(answer) });
    return answer;
  }

  private perform(call: StripeCall): Answer {
    try {
      return { status: 200, body: structuredClone(this.route(call)) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refusal(error.status, error.type, error.code, error.extras);
    }
  }

  private route({ method, path, form }: StripeCall): StripeObject {
    const { ledger } = this;
    const [, version, resource, id = '', action] = path.split('/');
    const route = `${method} ${version}/${resource}${id === '' ? '' : id === 'search' ? '/search' : '/:id'}${action ? `/${action}` : ''}`;
    switch (route) {
      case 'POST v1/payment_intents':
        return this.expanded(ledger.create(form), form);
      case 'GET v1/payment_intents/search':
        return {
          object: 'search_result',
          has_more: false,
          data: ledger.search(form.query ?? '').map((intent) => this.expanded(intent, form)),
        };
      case 'GET v1/payment_intents/:id':
        return this.expanded(ledger.read(id), form);
      case 'POST v1/payment_intents/:id/capture':
        return this.expanded(ledger.capture(id, form), form);
      case 'POST v1/payment_intents/:id/cancel':
        return this.expanded(ledger.cancel(id, form.cancellation_reason ?? null), form);
      case 'GET v1/disputes/:id':
        return found(ledger.disputes.get(id));
      case 'GET v1/charges/:id':
        return found(ledger.charges.get(id));
      default:
        throw new Refusal(404, 'invalid_request_error', null);
    }
  }

  private expanded(intent: StripeObject, form: Form): StripeObject {
    const wanted = Object.entries(form).some(
      ([name, value]) => name.startsWith('expand') && /latest_charge$/.test(value),
    );
    return wanted && intent.latest_charge
      ? { ...intent, latest_charge: this.ledger.chargeOf(intent) }
      : intent;
  }
}

function found(object: StripeObject | undefined): StripeObject {
  if (!object) throw new Refusal(404, 'invalid_request_error', 'resource_missing');
  return object;
}

function refusal(
  status: number,
  type: string,
  code: string | null,
  extras: Record<string, unknown> = {},
): Answer {
  return {
    status,
    body: { error: { type, code: code ?? undefined, message: `Refused: ${code ?? type}`, ...extras } },
  };
}

function reply(response: ServerResponse, { status, body }: Answer): void {
  response
    .writeHead(status, {
      'Content-Type': 'application/json',
      'Request-Id': `req_${randomBytes(7).toString('hex')}`,
      'Stripe-Should-Retry': 'false',
    })
    .end(JSON.stringify(body));
}
