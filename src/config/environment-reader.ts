import { isIP } from 'node:net';

export interface EncryptionKey {
  id: string;
  key: Buffer;
}

export class ConfigurationError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
  }
}

/** Reads settings one by one and keeps the faults, so that an operator sees all of them at once and no values. */
export class EnvironmentReader {
  private readonly faults: string[] = [];
  readonly keys: string[] = [];

  constructor(private readonly environment: NodeJS.ProcessEnv) {}

  throwIfFaulty(): void {
    if (this.faults.length > 0) throw new ConfigurationError(this.faults);
  }

  text(name: string, { fallback, pattern }: { fallback?: string; pattern?: RegExp } = {}): string {
    const value = this.raw(name) ?? fallback;
    if (value === undefined) return this.fault(name, 'is required', '');
    if (pattern && !pattern.test(value)) return this.fault(name, 'does not have the expected form', '');
    return value;
  }

  /** An absent or empty value is null. */
  optionalText(name: string, pattern: RegExp): string | null {
    const value = this.raw(name);
    if (!value) return null;
    return pattern.test(value) ? value : this.fault(name, 'does not have the expected form', null);
  }

  optionalUrl(name: string, protocols: readonly string[]): string | null {
    return this.raw(name) ? this.url(name, protocols) : null;
  }

  /** Two-letter codes (ISO 3166-1). */
  countries(name: string): string[] {
    const items = this.items(name).map((item) => item.toUpperCase());
    return items.every((item) => /^[A-Z]{2}$/.test(item))
      ? items
      : this.fault(name, 'must list two-letter country codes', []);
  }

  /** For faults that several settings, or their parts, make together. */
  refuse(name: string, what: string): null {
    return this.fault(name, what, null);
  }

  integer<Fallback extends number | null>(
    name: string,
    { fallback, min, max = Number.MAX_SAFE_INTEGER }: { fallback: Fallback; min: number; max?: number },
  ): number | Fallback {
    const value = this.raw(name);
    if (value === undefined || value === '') return fallback;
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= min && number <= max))
      return this.fault(name, `must be a whole number from ${min} to ${max}`, fallback);
    return number;
  }

  url(name: string, protocols: readonly string[]): string {
    const value = this.raw(name);
    if (!value) return this.fault(name, 'is required', '');
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol))
      return this.fault(
        name,
        `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
        '',
      );
    return value;
  }

  oneOf<T extends string>(name: string, values: readonly T[], fallback?: T): T {
    const value = this.raw(name) || fallback || (values[0] as T);
    const found = values.find((candidate) => candidate === value);
    return found ?? this.fault(name, `must be one of ${values.join(', ')}`, values[0] as T);
  }

  listOf<T extends string>(name: string, values: readonly T[], fallback: readonly T[] = values): T[] {
    const items = this.items(name);
    if (items.length === 0) return [...fallback];
    const unknown = items.filter((item) => !values.some((value) => value === item));
    if (unknown.length > 0) this.fault(name, `may list only ${values.join(', ')}`, undefined);
    return values.filter((value) => items.includes(value));
  }

  /** `name=value[,name=value…]`; what has no `=` is a name with an empty value. */
  pairs(name: string): { name: string; value: string }[] {
    return this.items(name).map((item) => {
      const [key = '', ...rest] = item.split('=');
      return { name: key.trim(), value: rest.join('=').trim() };
    });
  }

  addresses(name: string): string[] {
    const items = this.items(name);
    const wrong = items.filter((item) => isIP(item.split('/')[0] as string) === 0);
    return wrong.length > 0 ? this.fault(name, 'must list IP addresses or CIDR ranges', []) : items;
  }

  /** Base64 of at least `minBytes` bytes that do not look like a placeholder. */
  secret(name: string, minBytes: number): Buffer {
    const value = this.raw(name);
    if (!value) return this.fault(name, 'is required', Buffer.alloc(0));
    const problem = weakness(value, minBytes);
    return problem ? this.fault(name, problem, Buffer.alloc(0)) : Buffer.from(value, 'base64');
  }

  /** `id:base64[,id:base64…]`, 32 bytes each; the first is current. */
  encryptionKeys(name: string): [EncryptionKey, ...EncryptionKey[]] {
    const none: [EncryptionKey] = [{ id: '', key: Buffer.alloc(32) }];
    const items = this.items(name);
    if (items.length === 0) return this.fault(name, 'is required', none);
    const keys = items.map((item) => ({
      id: item.split(':')[0] as string,
      value: item.slice(item.indexOf(':') + 1),
    }));
    if (
      keys.some(({ id }) => !/^[A-Za-z0-9_-]{1,32}$/.test(id)) ||
      new Set(keys.map(({ id }) => id)).size < keys.length
    )
      return this.fault(name, 'needs a distinct id of letters, digits, - and _ before each key', none);
    const problem = keys.map(({ value }) => weakness(value, 32, 32)).find((found) => found !== null);
    if (problem) return this.fault(name, `each key ${problem}`, none);
    return keys.map(({ id, value }) => ({ id, key: Buffer.from(value, 'base64') })) as [
      EncryptionKey,
      ...EncryptionKey[],
    ];
  }

  private items(name: string): string[] {
    return (this.raw(name) ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }

  private raw(name: string): string | undefined {
    this.keys.push(name);
    return this.environment[name]?.trim();
  }

  private fault<T>(name: string, what: string, instead: T): T {
    this.faults.push(`${name} ${what}`);
    return instead;
  }
}

function weakness(value: string, minBytes: number, maxBytes = 1024): string | null {
  const bytes = Buffer.from(value, 'base64');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(value) || bytes.length < minBytes || bytes.length > maxBytes)
    return minBytes === maxBytes
      ? `must be base64 of exactly ${minBytes} bytes`
      : `must be base64 of at least ${minBytes} bytes`;
  if (new Set(bytes).size < minBytes / 4) return 'must be random, not a placeholder';
  return null;
}
