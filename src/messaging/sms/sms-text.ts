/** GSM 03.38 without the line feed, which only separates lines here. */
const basic =
  '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extended = '^{}\\[~]|€';
const alphabet = new Set([...basic, ...extended]);
const lookalikes: Record<string, string> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2013': '-',
  '\u2014': '-',
  '\u2026': '...',
};
const MAX_NAME = 30;

export interface CodeText {
  appName: string;
  /** The host that the code belongs to, so that phones fill it in nowhere else. */
  host: string;
  code: string;
  reference: string;
  minutes: number;
  /** What the code does, e.g. `log in`; payments say it by amount and payee. */
  action?: string;
  /** `amount` as people read it; `plainAmount` for where its symbol is not in the alphabet. */
  payment?: { amount: string; plainAmount: string; payee: string };
}

/**
 * The text of a code: one line for the person, and last the origin-bound line (https://wicg.github.io/sms-one-time-codes).
 * Whatever people are called, it stays in the GSM alphabet, because one other letter doubles the number of messages.
 */
export function codeText({ appName, host, code, reference, minutes, action, payment }: CodeText): string {
  const purpose = payment ? `approve ${amountOf(payment)} to ${nameOf(payment.payee)}` : (action ?? '');
  return [
    `${toGsm(appName)}: ${code} to ${purpose}. Ref ${reference}, ${minutes} min. Do not share this code.`,
    '',
    `@${host} #${code}`,
  ].join('\n');
}

export function isGsm(text: string): boolean {
  return [...text].every((letter) => letter === '\n' || alphabet.has(letter));
}

/** How many messages a text is sent and paid as: 160 letters, or 153 each of several; of another alphabet 70 and 67 (3GPP 23.040). */
export function segmentsOf(text: string): number {
  const [one, each] = isGsm(text) ? [160, 153] : [70, 67];
  const length = isGsm(text)
    ? [...text].reduce((sum, letter) => sum + (extended.includes(letter) ? 2 : 1), 0)
    : text.length;
  return length <= one ? 1 : Math.ceil(length / each);
}

/** Accents that the alphabet lacks are left out, other letters become `?`. One line, whatever came in. */
export function toGsm(text: string): string {
  return [...text.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ')].map(toLetter).join('').trim();
}

function toLetter(letter: string): string {
  if (alphabet.has(letter)) return letter;
  const bare = letter.normalize('NFKD').replace(/\p{M}/gu, '');
  return lookalikes[letter] ?? ([...bare].every((part) => alphabet.has(part)) ? bare : '?');
}

function amountOf({ amount, plainAmount }: { amount: string; plainAmount: string }): string {
  const spelled = amount.replace(/\p{Z}/gu, ' ');
  return isGsm(spelled) ? spelled : toGsm(plainAmount);
}

function nameOf(name: string): string {
  const shown = toGsm(name);
  const lost = shown.split('?').length - 1;
  if (lost * 2 > shown.length) return 'the payee on your screen';
  return shown.length > MAX_NAME ? `${shown.slice(0, MAX_NAME - 3).trim()}...` : shown;
}
