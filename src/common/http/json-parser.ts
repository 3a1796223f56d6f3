import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import sjson from 'secure-json-parse';
import { DomainError } from '../domain-error';

const MAX_DEPTH = 16;

/**
 * Only JSON gets in, and its numbers are plain integers: once parsed, `1e3`, `1.0` and `-0` cannot be told from
 * `1000`, `1` and `0`, so they are refused by their spelling.
 * @param signedPaths where the body stays as it came, because a provider has signed its bytes
 */
export function acceptOnlyJson(fastify: FastifyInstance, signedPaths: readonly string[] = []): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (signedPaths.includes(request.url)) return done(null, body);
    try {
      done(null, parseJson(decoded(body as Buffer)));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** Decoding would replace what is not UTF-8 without a word (RFC 8259 section 8.1). */
function decoded(body: Buffer): string {
  if (!isUtf8(body)) throw malformed('The body is not UTF-8.');
  return body.toString('utf8');
}

/** @throws DomainError `malformed-json`, `validation-failed` */
export function parseJson(text: string): unknown {
  if (text.trim() === '') throw malformed('The body is empty.');
  const complaint = complaintAbout(text);
  if (complaint) throw malformed(complaint);
  const value = parsed(text);
  if (surrogateEscape.test(text) && hasLoneSurrogate(value))
    throw malformed('Strings must be valid Unicode.');
  // Where every field is optional, `null` would pass for an empty object.
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DomainError('validation-failed', {
      errors: [{ pointer: '', detail: 'must be a JSON object' }],
    });
  return value;
}

function parsed(text: string): unknown {
  try {
    return sjson.parse(text);
  } catch {
    throw malformed();
  }
}

function malformed(detail?: string): DomainError {
  return new DomainError('malformed-json', detail === undefined ? {} : { detail });
}

/** Looks at what JSON.parse would forgive; syntax is left to it. One pass, whatever the text. */
function complaintAbout(text: string): string | null {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '"') {
      const end = endOfString(text, at);
      if (text.slice(at, end).includes('\\u0000')) return 'Strings must not contain the NUL character.';
      at = end;
    } else if (character === '{' || character === '[') {
      if (++depth > MAX_DEPTH) return `The body is nested deeper than ${MAX_DEPTH} levels.`;
    } else if (character === '}' || character === ']') {
      depth--;
    } else if (startsNumber(character)) {
      const end = endOfNumber(text, at);
      if (!plainInteger.test(text.slice(at, end)))
        return `Numbers must be plain integers, without fraction or exponent: ${text.slice(at, Math.min(end, at + 30))}`;
      at = end - 1;
    }
  }
  return null;
}

/** The index of the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return at;
    if (text[at] === '\\') at++;
  }
  return text.length;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && numberCharacter.test(text[end] as string)) end++;
  return end;
}

function startsNumber(character: string): boolean {
  return character === '-' || (character >= '0' && character <= '9');
}

const numberCharacter = /[\d.eE+-]/;
const plainInteger = /^(?:0|-?[1-9]\d*)$/;
const surrogateEscape = /\\ud[89a-f]/i;

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, member]) => hasLoneSurrogate(key) || hasLoneSurrogate(member));
}
