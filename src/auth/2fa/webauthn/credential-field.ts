import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';
import { readAssertion, readAttestation } from './credential';

const text = (description: string) => ({ type: 'string', description });
const base64url = text('Base64url.');

const envelope = (response: Record<string, object>, required: string[]) => ({
  type: 'object',
  required: ['id', 'rawId', 'type', 'response'],
  properties: {
    id: base64url,
    rawId: base64url,
    type: { type: 'string', enum: ['public-key'] },
    response: { type: 'object', required, properties: response },
  },
});

const kinds = {
  assertion: {
    read: readAssertion,
    description:
      'In place of `code`: what `navigator.credentials.get` returned for the challenge’s `webauthn`, as its `toJSON()` writes it. Fields beside these are let through.',
    schema: envelope(
      {
        clientDataJSON: base64url,
        authenticatorData: base64url,
        signature: base64url,
        userHandle: { ...base64url, nullable: true },
      },
      ['clientDataJSON', 'authenticatorData', 'signature'],
    ),
  },
  attestation: {
    read: readAttestation,
    description:
      'In place of `code`, for a passkey: what `navigator.credentials.create` returned for `options`, as its `toJSON()` writes it. Fields beside these are let through.',
    schema: envelope(
      {
        clientDataJSON: base64url,
        attestationObject: base64url,
        transports: { type: 'array', items: { type: 'string' } },
      },
      ['clientDataJSON', 'attestationObject'],
    ),
  },
};

/** A passkey's answer, in place of a code. Its form is judged here, its content by `WebauthnService`. */
export function CredentialField(kind: keyof typeof kinds) {
  const { read, description, schema } = kinds[kind];
  return applyDecorators(
    ApiProperty({ ...schema, required: false, description } as never),
    ValidateIf((_object, value) => value !== undefined),
    ValidateBy({
      name: 'isCredential',
      validator: {
        validate: (value: unknown) => read(value).fault === null,
        defaultMessage: (failed) => {
          const fault = read(failed?.value).fault;
          return `is not what a browser returns for a passkey${fault ? `: see ${fault}` : ''}`;
        },
      },
    }),
  );
}
