import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import { isTimeZone } from '../local-time';

/** Request fields: what is accepted and how it is documented, said once. */
interface FieldOptions {
  optional?: boolean;
  description?: string;
  example?: unknown;
}

export function TextField({
  min = 1,
  max,
  pattern,
  ...options
}: FieldOptions & { min?: number; max: number; pattern?: RegExp }) {
  const { example } = options;
  return field(
    options,
    { type: String, minLength: min, maxLength: max, pattern: pattern?.source },
    IsString(),
    ...(min > 0 ? [IsNotEmpty()] : []),
    MinLength(min),
    MaxLength(max),
    Matches(noControlCharacters, { message: '$property must not contain control characters' }),
    ...(pattern ? [Matches(pattern, example ? { message: `$property must look like ${example}` } : {})] : []),
  );
}

/** Refused beside any other value of `property`, which would have no use for it. */
export function OnlyWith(property: string, value: string) {
  return ValidateBy({
    name: 'onlyWith',
    validator: {
      validate: (_, given) =>
        given !== undefined && (given.object as Record<string, unknown>)[property] === value,
      defaultMessage: () => `$property goes with ${property} ${value} only`,
    },
  });
}

/** In ASCII: other letters have no lower case that the server and the database agree on, nor even its length. */
export function EmailField(options: FieldOptions = {}) {
  return field(
    { example: 'client@example.com', ...options },
    { type: String, format: 'email', maxLength: 254 },
    IsEmail(),
    MaxLength(254),
    Matches(/^[\x21-\x7e]*$/, { message: '$property must be in ASCII; write other domains as xn--…' }),
  );
}

/** New passwords are judged by the password rules; here only the type and the bounds count. */
export function PasswordField(options: FieldOptions = {}) {
  return field(
    options,
    { type: String, format: 'password', minLength: 1, maxLength: 1024 },
    IsString(),
    MinLength(1),
    MaxLength(1024),
  );
}

export function IdField(options: FieldOptions = {}) {
  return field(options, { type: String, format: 'uuid' }, IsUUID());
}

/** A code as a person types it: spaces and full-width digits are cleaned up later. */
export function CodeField(options: FieldOptions = {}) {
  return field(
    { example: '123456', ...options },
    { type: String, minLength: 1, maxLength: 40 },
    IsString(),
    MinLength(1),
    MaxLength(40),
  );
}

/** Minor units; see `IntegerOnlyJson` for why `1e3` and `1.0` never get here. */
export function AmountField({
  min = 1,
  ...options
}: FieldOptions & { min?: number; nullable?: boolean } = {}) {
  return field(
    { example: 125_000, ...options },
    { type: 'integer', format: 'int64', minimum: min, maximum: Number.MAX_SAFE_INTEGER },
    IsInt(),
    Min(min),
    Max(Number.MAX_SAFE_INTEGER),
  );
}

/** A name of the IANA time zone database. */
export function TimeZoneField(options: FieldOptions = {}) {
  return field(
    { example: 'Europe/Zurich', description: 'A name of the IANA time zone database.', ...options },
    { type: String, minLength: 1, maxLength: 64 },
    IsString(),
    MaxLength(64),
    ValidateBy({
      name: 'isTimeZone',
      validator: {
        validate: (value) => typeof value === 'string' && isTimeZone(value),
        defaultMessage: () => '$property must name a time zone, e.g. Europe/Zurich',
      },
    }),
  );
}

export function IntegerField({ min, max, ...options }: FieldOptions & { min: number; max: number }) {
  return field(options, { type: 'integer', minimum: min, maximum: max }, IsInt(), Min(min), Max(max));
}

export function FlagField(options: FieldOptions = {}) {
  return field(options, { type: Boolean }, IsBoolean());
}

export function ChoiceField(values: readonly string[], options: FieldOptions & { nullable?: boolean } = {}) {
  return field(options, { type: String, enum: [...values] }, IsIn([...values]));
}

/** Control characters other than line breaks and tabs have no business in names and titles; NUL is refused by PostgreSQL. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the point.
const noControlCharacters = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/;

function field(
  { optional = false, nullable = false, description, example }: FieldOptions & { nullable?: boolean },
  schema: Record<string, unknown>,
  ...validators: PropertyDecorator[]
) {
  const { type, ...rest } = schema;
  return applyDecorators(
    ApiProperty({
      type: type as 'string',
      required: !optional,
      nullable,
      description,
      example,
      ...rest,
    } as never),
    ...(optional || nullable
      ? [ValidateIf((_object, value) => !(optional && value === undefined) && !(nullable && value === null))]
      : []),
    ...validators,
  );
}
