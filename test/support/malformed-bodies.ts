import { randomUUID } from 'node:crypto';

/** What the tests look at in a JSON Schema of the OpenAPI document. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  maxLength?: number;
  minimum?: number;
  nullable?: boolean;
  example?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
}

export type Schemas = Record<string, Schema>;

/** A body that has the right form; its identifiers name nothing. */
export function plausibleBody(schema: Schema, schemas: Schemas): Record<string, unknown> {
  const { required = [] } = resolve(schema, schemas);
  // A passkey's answer takes the place of a code: never both.
  const fields = fieldsOf(schema, schemas).filter(
    ([name, field]) => required.includes(name) || typeOf(field) !== 'object',
  );
  return Object.fromEntries(fields.map(([name, field]) => [name, plausible(field)]));
}

/** Bodies that the schema does not allow, one fault each, and some that are no JSON object at all. */
export function malformedBodies(schema: Schema, schemas: Schemas): (string | Buffer)[] {
  const fields = fieldsOf(schema, schemas);
  const valid = plausibleBody(schema, schemas);
  const required = resolve(schema, schemas).required ?? [];
  return [
    ...fields.flatMap(([name, field]) => wrongValues(field).map((value) => withMember(valid, name, value))),
    ...required.map((name) => JSON.stringify({ ...valid, [name]: undefined })),
    withMember(valid, 'unexpected', '1'),
    withMember(valid, 'constructor', '{"prototype":{}}'),
    withMember(valid, 'unexpected', `"${'x'.repeat(70_000)}"`),
    '{"__proto__":{"admin":true}}',
    ...['[]', 'null', '"text"', '5', '', '{', '{"a":1,}'],
    `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
    Buffer.from([...Buffer.from('{"title":"'), 0xff, 0xfe, ...Buffer.from('"}')]),
  ];
}

function fieldsOf(schema: Schema, schemas: Schemas): (readonly [string, Schema])[] {
  const { properties = {} } = resolve(schema, schemas);
  return Object.entries(properties).map(([name, field]) => [name, resolve(field, schemas)] as const);
}

function resolve(schema: Schema, schemas: Schemas): Schema {
  return schema.$ref ? (schemas[schema.$ref.replace('#/components/schemas/', '')] as Schema) : schema;
}

function typeOf({ type }: Schema): string | undefined {
  return Array.isArray(type) ? type.find((one) => one !== 'null') : type;
}

function plausible(schema: Schema): unknown {
  if (schema.enum) return schema.enum[0];
  if (schema.format === 'uuid') return randomUUID();
  if (schema.example !== undefined) return schema.example;
  switch (typeOf(schema)) {
    case 'integer':
      return 5_000;
    case 'boolean':
      return true;
    case 'array':
      return [plausible(schema.items as Schema)];
    default:
      return schema.format === 'email' ? 'nobody@example.com' : 'plausible';
  }
}

const wrongForAll = [
  '{}',
  '{"a":1}',
  '[[]]',
  '1.5',
  '1e3',
  '-1',
  '9007199254740992',
  '"a\\u0000b"',
  '"\\ud800"',
];

const wrongByType: Record<string, string[]> = {
  integer: ['"5000"', 'true', '[5000]', '5000.0', '5e3', '-0', '""', '123456789012345678901234567890'],
  boolean: ['"true"', '1', '0', '[true]', '""'],
  array: ['"x"', 'true', '[null]', '[1]', '[{}]', '[[]]', '["x"]', '[""]'],
  string: ['1', 'true', '[]', '["x"]', '{"toString":"x"}'],
};

const wrongByFormat: Record<string, string[]> = {
  uuid: ['"not-an-id"', '""', `"${randomUUID()}x"`],
  email: [
    '"not an address"',
    '"a@b"',
    '"a@example.com\\nBcc: b@example.com"',
    // Longer in lower case.
    `"${'İ'.repeat(32)}@${'a.'.repeat(104)}example.com"`,
  ],
};

/** As JSON text: some of these cannot be written as a value. */
function wrongValues(schema: Schema): string[] {
  const type = typeOf(schema) ?? 'string';
  const allowsNull = schema.nullable || (Array.isArray(schema.type) && schema.type.includes('null'));
  return [
    ...wrongForAll,
    ...(wrongByType[type] ?? []),
    ...(wrongByFormat[schema.format ?? ''] ?? []),
    ...(type === 'string' ? [`"${'x'.repeat((schema.maxLength ?? 1_000) + 1)}"`] : []),
    ...(allowsNull ? [] : ['null']),
    ...(schema.enum ? ['"nonsense"', '"__proto__"', '""'] : []),
    ...(schema.minimum === 1 ? ['0'] : []),
  ];
}

function withMember(valid: Record<string, unknown>, name: string, value: string): string {
  const others = Object.entries(valid).filter(([other]) => other !== name);
  const members = others.map(([other, known]) => `${JSON.stringify(other)}:${JSON.stringify(known)}`);
  return `{${[...members, `${JSON.stringify(name)}:${value}`].join(',')}}`;
}
