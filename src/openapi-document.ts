import type { OpenAPIObject } from '@nestjs/swagger';
import { ACCOUNT_TYPES, type Access, PUBLIC } from './auth/sessions/principal';
import { problems } from './common/problem/catalogue';
import { PROBLEM_MEDIA_TYPE } from './common/problem/problem';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Controller = abstract new (...parameters: never[]) => unknown;

export function operationId(controller: string, method: string): string {
  return `${controller.replace(/Controller$/, '')}.${method}`;
}

/** Adds what follows from the conventions and needs no word at the single route: sessions and problems. */
export function completeDocument(document: OpenAPIObject, controllers: readonly Controller[]): OpenAPIObject {
  const known = new Map(controllers.flatMap(handlersOf));
  const paths = Object.fromEntries(
    Object.entries(document.paths).filter(([path]) => !/^(?:\/api)?\/v1\//.test(path)),
  );
  for (const [path, item] of Object.entries(paths)) {
    for (const operation of Object.values(item) as Operation[]) completeOperation(operation, path, known);
  }
  return {
    ...document,
    paths,
    components: { ...document.components, schemas: { ...document.components?.schemas, Problem, FieldError } },
    security: [{ bearer: [] }, { cookie: [] }],
  };
}

interface Handler {
  access: Access;
  restricted: boolean;
}

function handlersOf(controller: Controller): [string, Handler][] {
  return Object.getOwnPropertyNames(controller.prototype).map((method) => {
    const handler = Object.getOwnPropertyDescriptor(controller.prototype, method)?.value as
      | object
      | undefined;
    const read = (key: string) =>
      (handler && Reflect.getMetadata(key, handler)) ?? Reflect.getMetadata(key, controller);
    return [
      operationId(controller.name, method),
      { access: read(PUBLIC), restricted: read(ACCOUNT_TYPES) !== undefined },
    ];
  });
}

function completeOperation(operation: Operation, path: string, known: Map<string, Handler>): void {
  // A route in several versions is numbered; this is the only one that stays.
  operation.operationId = operation.operationId?.replace(/\[\d+\]$/, '');
  const handler = known.get(operation.operationId as string);
  if (!handler) throw new Error(`No handler belongs to ${operation.operationId}`);
  const { access, restricted } = handler;
  if (access === true) operation.security = [];
  if (access === 'optional') operation.security = [{}, { bearer: [] }, { cookie: [] }];
  const takesInput =
    operation.requestBody !== undefined ||
    (operation.parameters ?? []).some((parameter) => 'in' in parameter && parameter.in !== 'path');
  const expected: [string, boolean][] = [
    ['400', takesInput],
    ['401', access !== true],
    ['403', restricted],
    ['404', path.includes('{')],
    ['429', path.startsWith('/api/')],
    ['default', true],
  ];
  for (const [status, applies] of expected)
    if (applies) operation.responses[status] ??= problemAnswer(descriptions[status]);
}

const descriptions: Record<string, string> = {
  400: 'The request is not valid.',
  401: 'No session, or not enough assurance.',
  403: 'Not for this account.',
  404: 'There is no such thing, or it belongs to somebody else.',
  429: 'Too many requests; `Retry-After` says when to come back.',
  default: 'A problem.',
};

function problemAnswer(description = 'A problem.') {
  return {
    description,
    content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

const FieldError = {
  type: 'object',
  required: ['pointer', 'detail'],
  properties: {
    pointer: { type: 'string', description: 'JSON Pointer (RFC 6901).', example: '/milestoneIds/0' },
    detail: { type: 'string' },
  },
};

const Problem = {
  type: 'object',
  description: 'RFC 9457. Further members depend on the code.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
  properties: {
    type: { type: 'string', format: 'uri-reference', example: '/problems/code-incorrect' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', format: 'uri', description: 'Names this occurrence.' },
    code: { type: 'string', description: 'Stable.', enum: Object.keys(problems) },
    errors: { type: 'array', items: { $ref: '#/components/schemas/FieldError' } },
    retryAt: { type: 'string', format: 'date-time' },
    attemptsRemaining: { type: 'integer' },
  },
  additionalProperties: true,
};
