import { readAssertion, readAttestation, readClientData } from './credential';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const client = { type: 'webauthn.get', challenge: 'AAEC', origin: 'https://shop.example' };
const assertion = {
  id: 'AAEC',
  rawId: 'AAEC',
  type: 'public-key',
  response: { clientDataJSON: encoded(client), authenticatorData: 'AAEC', signature: 'AAEC' },
};
const attestation = {
  id: 'AAEC',
  rawId: 'AAEC',
  type: 'public-key',
  response: { clientDataJSON: encoded(client), attestationObject: 'AAEC', transports: ['usb', 'usb', 'nfc'] },
};

it('takes what a browser returns, and leaves out what nobody reads', () => {
  const sent = { ...assertion, authenticatorAttachment: 'platform', clientExtensionResults: {}, new: 1 };
  expect(readAssertion(sent)).toEqual({ value: assertion, fault: null });
  const made = {
    ...attestation,
    response: { ...attestation.response, publicKey: 'AAEC', publicKeyAlgorithm: -7 },
  };
  expect(readAttestation(made)).toEqual({
    value: { ...attestation, response: { ...attestation.response, transports: ['usb', 'nfc'] } },
    fault: null,
  });
});

it.each([[null], [undefined], [''], ['AAEC']])('takes %j for a user handle', (userHandle) => {
  const sent = { ...assertion, response: { ...assertion.response, userHandle } };
  const { value } = readAssertion(sent);
  expect(value?.response.userHandle).toBe(userHandle || undefined);
});

const confused = [
  null,
  true,
  5,
  '',
  'AA==',
  'A',
  'AB',
  'a b',
  '€',
  [],
  ['AAEC'],
  {},
  { length: 4 },
  'A'.repeat(40_000),
];

describe.each([
  ['assertion', readAssertion, assertion, ['clientDataJSON', 'authenticatorData', 'signature']],
  ['attestation', readAttestation, attestation, ['clientDataJSON', 'attestationObject']],
] as const)('an %s', (_, read, valid, fields) => {
  it.each([null, undefined, 'text', 5, [], [valid]])('is not %j', (sent) => {
    expect(read(sent).value).toBeNull();
  });

  it.each(['id', 'rawId', 'type', 'response'])('with anything else for %s is none', (field) => {
    for (const value of [...confused, undefined])
      expect([value, read({ ...valid, [field]: value }).value]).toEqual([value, null]);
  });

  it.each(fields)('with anything else for %s is none', (field) => {
    for (const value of [...confused, undefined])
      expect(read({ ...valid, response: { ...valid.response, [field]: value } }).fault).toBe(
        `response.${field}`,
      );
  });
});

it.each([[null], ['usb'], [[5]], [['USB ']], [['a'.repeat(40)]], [Array(9).fill('usb')]])(
  'takes no transports %j',
  (transports) => {
    const sent = { ...attestation, response: { ...attestation.response, transports } };
    expect(readAttestation(sent).fault).toBe('response.transports');
  },
);

it('reads who has asked for what', () => {
  expect(readClientData(encoded({ ...client, crossOrigin: true, other: 1 }))).toEqual({
    ...client,
    challenge: Buffer.from([0, 1, 2]),
    crossOrigin: true,
  });
});

it.each([
  5,
  null,
  [],
  'text',
  {},
  { ...client, type: 5 },
  { ...client, origin: null },
  { ...client, challenge: 'AA=' },
  { ...client, crossOrigin: 'no' },
])('reads nothing from %j', (data) => {
  expect(readClientData(encoded(data))).toBeNull();
});

it('reads nothing from what is no JSON', () => {
  expect(readClientData(Buffer.from('{"type":').toString('base64url'))).toBeNull();
});
