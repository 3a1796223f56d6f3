import { commonPasswords } from './common-passwords';

export const MIN_LENGTH = 12;

export type PasswordWeakness = 'too-short' | 'common' | 'repetitive' | 'personal';

export const weaknessDetails: Record<PasswordWeakness, string> = {
  'too-short': `Choose a password of at least ${MIN_LENGTH} characters.`,
  common: 'This password is on the list of common ones, or is made of such parts.',
  repetitive: 'This password repeats itself too much.',
  personal: 'Leave your name, your e-mail address and our name out of the password.',
};

export interface PasswordOwner {
  email: string;
  name: string;
  appName: string;
}

/** Too little is left of a password once its well-known parts are gone. */
const MIN_DISTINCT_REST = 5;
const MIN_DISTINCT = 5;
const MIN_RUN = 4;

const commonParts = [
  'password',
  'passwort',
  'qwerty',
  'qwertz',
  'azerty',
  'letmein',
  'welcome',
  'iloveyou',
  'administrator',
  'admin',
  'changeme',
];
const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb',
];
const sequences = [...rows, ...rows.map((row) => [...row].reverse().join(''))];
const lookalikes: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};
const unmaskedCommon = new Set([...commonPasswords].map(unmasked));

/** Null when nothing speaks against the password; otherwise the first reason why it is easy to guess. */
export function weaknessOf(password: string, owner: PasswordOwner): PasswordWeakness | null {
  const plain = password.normalize('NFKC').toLowerCase();
  if (Math.min([...password].length, [...plain].length) < MIN_LENGTH) return 'too-short';
  if (isListed(plain)) return 'common';
  if (new Set(plain).size < MIN_DISTINCT || isRepeatedUnit(plain)) return 'repetitive';
  const rest = withoutDates(withoutSequences(without(commonParts, plain)));
  if (tooLittle(rest)) return 'common';
  if (tooLittle(without(personalParts(owner), rest))) return 'personal';
  return null;
}

function isListed(plain: string): boolean {
  const bare = plain.replace(/[\s._-]+/g, '');
  return [bare, bare.replace(/[^a-z0-9]+$/, '')].some((spelling) => unmaskedCommon.has(unmasked(spelling)));
}

/** `passwordpassword`, `abc123abc123`: one unit of up to eight characters, over and over. */
function isRepeatedUnit(plain: string): boolean {
  return /^(.{1,8}?)\1+$/su.test(plain);
}

/** Takes out the parts in either spelling; one character of masking stands for one letter, so positions agree. */
function without(parts: readonly string[], text: string): string {
  let rest = text;
  for (const part of parts) {
    for (let at = find(part, rest); at >= 0; at = find(part, rest))
      rest = rest.slice(0, at) + rest.slice(at + part.length);
  }
  return rest;
}

function find(part: string, text: string): number {
  const at = text.indexOf(part);
  return at >= 0 ? at : unmasked(text).indexOf(part);
}

function unmasked(text: string): string {
  return text.replace(/[013457@$]/g, (character) => lookalikes[character] as string);
}

function withoutSequences(text: string): string {
  for (let at = 0; at + MIN_RUN <= text.length; at++) {
    const length = runAt(text, at);
    if (length > 0) return withoutSequences(text.slice(0, at) + text.slice(at + length));
  }
  return text;
}

function runAt(text: string, at: number): number {
  let length = 0;
  for (let size = MIN_RUN; at + size <= text.length; size++) {
    const piece = text.slice(at, at + size);
    if (!sequences.some((sequence) => sequence.includes(piece)) && new Set(piece).size > 1) break;
    length = size;
  }
  return length;
}

function withoutDates(text: string): string {
  return text.replace(/(?:19|20)\d\d/g, '');
}

function personalParts({ email, name, appName }: PasswordOwner): string[] {
  const [mailbox = '', domain = ''] = email.toLowerCase().split('@');
  const words = [
    email,
    mailbox,
    domain,
    ...mailbox.split(/[^\p{L}\d]+/u),
    ...domain.split('.'),
    name,
    ...name.split(/\s+/),
    appName,
  ];
  const parts = words.map((word) => word.normalize('NFKC').toLowerCase()).filter((word) => word.length >= 4);
  return [...new Set(parts)].sort((a, b) => b.length - a.length);
}

function tooLittle(rest: string): boolean {
  return new Set(rest).size < MIN_DISTINCT_REST;
}
