import { fromBase32 } from './accounts';
import type { CallOptions, TestApp } from './app';

const SENT_CODE = /(?<![\w-])\d{6}(?![\w-])/g;
/** Names under which requests and answers carry what nobody else may see. */
const secretNames = new Set([
  'password',
  'currentPassword',
  'newPassword',
  'code',
  'token',
  'loginToken',
  'phone',
  'secret',
  'backupCodes',
  'recoveryCode',
]);
const SHORTEST = 6;

/** Hears every secret that goes over the wire, so that it can be looked for where it must not be. */
export class Eavesdropper {
  readonly secrets = new Set<string>();
  /** Answers that are not a success; others may hold what their owner is to see once. */
  readonly refusals: string[] = [];

  /** The same application; what is said to it is heard. */
  listenTo(app: TestApp): TestApp {
    return {
      ...app,
      call: async (method, path, options: CallOptions = {}) => {
        this.hear(options.body);
        if (options.token) this.keep(options.token);
        const answer = await app.call(method, path, options);
        if (answer.status < 400) this.hear(answer.body);
        for (const cookie of answer.headers.getSetCookie())
          this.keep(decodeURIComponent(cookie.slice(cookie.indexOf('=') + 1).split(';')[0] as string));
        if (answer.status >= 400)
          this.refusals.push(JSON.stringify([answer.body, Object.fromEntries(answer.headers)]));
        return answer;
      },
    };
  }

  /** Of a mail or a text. */
  hearMessage(text: string): void {
    for (const [code] of text.matchAll(SENT_CODE)) this.keep(code);
    for (const [, token] of text.matchAll(/token=([\w-]+)/g)) this.keep(token as string);
  }

  /** Every secret, in whatever form, that a text gives away. */
  findIn(text: string): string[] {
    return [...this.secrets].flatMap((secret) =>
      formsOf(secret)
        .filter((form) => form.test(text))
        .map((form) => `${form} in …${text.slice(Math.max(0, text.search(form) - 80)).slice(0, 200)}…`),
    );
  }

  private hear(value: unknown, name = ''): void {
    if (typeof value === 'string' && secretNames.has(name)) this.keep(value);
    if (Array.isArray(value)) for (const item of value) this.hear(item, name);
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) this.hear(item, key);
  }

  private keep(secret: string): void {
    if (secret.length >= SHORTEST) this.secrets.add(secret);
  }
}

function formsOf(secret: string): RegExp[] {
  const bare = secret.replace(/^\+/, '');
  const bytes = Buffer.from(bare);
  const raw = /^[A-Z2-7]{32,}$/.test(secret) ? [fromBase32(secret)] : [];
  const encoded = [bytes, ...raw].flatMap((buffer) => [
    buffer.toString('hex'),
    ...['base64', 'base64url'].map((encoding) =>
      buffer
        .toString(encoding as BufferEncoding)
        .replace(/=+$/, '')
        .slice(0, -1),
    ),
  ]);
  const national = secret.startsWith('+49') ? [bare.slice(2)] : [];
  return [bare, ...national]
    .map((text) => new RegExp(`(?<![\\w.+/-])(?:\\+)?${escaped(text)}(?![\\w+/-])`, 'i'))
    .concat(encoded.map((text) => new RegExp(escaped(text))));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** Every row of every table, whoever's it is. */
export async function dump(app: TestApp): Promise<string> {
  const tables = await app.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const contents = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await app.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      return [name, ...rows.map(({ row }) => row)].join('\n');
    }),
  );
  return contents.join('\n');
}
