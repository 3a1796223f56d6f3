import {
  formatVerifierKey,
  openCheckpoint,
  parseVerifierKey,
  signCheckpoint,
  signerOf,
  verifierOf,
} from './signed-note';

const signer = signerOf('shop.example/audit', Buffer.alloc(32, 7));
const checkpoint = { origin: 'shop.example/audit', size: 4711, root: Buffer.alloc(32, 9) };

test('a checkpoint is the note that C2SP describes', () => {
  const lines = signCheckpoint(checkpoint, signer).split('\n');
  expect(lines.slice(0, 4)).toEqual(['shop.example/audit', '4711', checkpoint.root.toString('base64'), '']);
  expect(lines[4]).toMatch(/^— shop\.example\/audit [A-Za-z0-9+/]{91}=$/);
  expect(lines).toHaveLength(6);
});

test('the verifier key of the signed-note specification is understood', () => {
  const text = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const verifier = parseVerifierKey(text);
  expect(verifier.name).toBe('PeterNeumann');
  expect(formatVerifierKey(verifier)).toBe(text);
});

test('what was signed is read again with the verifier key alone', () => {
  const verifier = parseVerifierKey(formatVerifierKey(verifierOf(signer)));
  expect(openCheckpoint(signCheckpoint(checkpoint, signer), verifier)).toEqual(checkpoint);
});

test('signatures of witnesses beside it are passed over', () => {
  const note = `${signCheckpoint(checkpoint, signer)}— witness.example ${Buffer.alloc(76).toString('base64')}\n`;
  expect(openCheckpoint(note, verifierOf(signer))).toEqual(checkpoint);
});

const note = signCheckpoint(checkpoint, signer);
const other = Buffer.alloc(32, 8);
test.each([
  ['another size', note.replace('4711', '4712')],
  ['another root', note.replace(checkpoint.root.toString('base64'), other.toString('base64'))],
  ['another origin', note.replace(/^shop\.example/, 'evil.example')],
  [
    "another signer's key under the same name",
    signCheckpoint(checkpoint, signerOf('shop.example/audit', other)),
  ],
  ['another name', signCheckpoint(checkpoint, signerOf('evil.example/audit', Buffer.alloc(32, 7)))],
  ['no signature', note.slice(0, note.indexOf('—'))],
  ['nothing', ''],
])('a note with %s is refused', (_, forged) => {
  expect(openCheckpoint(forged, verifierOf(signer))).toBeNull();
});

test.each(['', 'a+b', 'PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'])(
  '%p is no verifier key',
  (text) => {
    expect(() => parseVerifierKey(text)).toThrow();
  },
);
