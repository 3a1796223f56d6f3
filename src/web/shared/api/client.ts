import createClient from 'openapi-fetch';
import type { paths } from './openapi.generated';
import { Problem } from './problem';
import { hearServerTime } from './server-clock';
import type { ProblemCode } from './types';

/** The server answers sooner than this, if with a refusal; a connection that is cut without a word says nothing at all. */
const PATIENCE_MS = 30_000;

/**
 * The API, typed by its OpenAPI document. The session is a cookie that scripts cannot read; the browser sends it along.
 * Wrap each call in `answer`.
 */
export const api = createClient<paths>({
  baseUrl: '/',
  credentials: 'same-origin',
  fetch: (request) =>
    fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE_MS)]) }),
});

api.use({
  onResponse: ({ response }) => hearServerTime(response.headers.get('date')),
});

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * What the server answered.
 * @throws Problem for everything else, `unreachable` when there was no answer
 */
export async function answer<Data>(request: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await request.catch(noAnswer);
  if (!response.ok) throw problemOf(error, response);
  return data as Data;
}

function noAnswer(error: unknown): never {
  if (error instanceof DOMException && error.name === 'AbortError') throw error;
  throw new Problem(error instanceof SyntaxError ? 'unreadable' : 'unreachable', 0);
}

function problemOf(error: unknown, { status }: Response): Problem {
  const document = error && typeof error === 'object' ? (error as Problem['document']) : {};
  return new Problem((document.code as ProblemCode) ?? 'unreadable', status, document);
}
