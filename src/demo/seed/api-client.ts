import { randomUUID } from 'node:crypto';

interface Call {
  token?: string;
  body?: object;
}

/** Speaks to the running server like any other client. */
export class ApiClient {
  constructor(private readonly url: string) {}

  get<T>(path: string, token: string): Promise<T> {
    return this.call<T>('GET', path, { token });
  }

  /** Every call has an `Idempotency-Key` of its own; where none is asked for, it does no harm. */
  post<T = void>(path: string, call: Call): Promise<T> {
    return this.call<T>('POST', path, call);
  }

  private async call<T>(method: string, path: string, { token, body }: Call): Promise<T> {
    const response = await fetch(`${this.url}/api${path}`, {
      method,
      headers: {
        'Idempotency-Key': randomUUID(),
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`Seeding failed: ${method} ${path} answered ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
