import { type Challenging, challengeParts, type ExaminedAssertion, judgeAssertion } from './assertion';

const expected = { challenge: Buffer.alloc(32, 1), userHandle: Buffer.alloc(32, 2) };
const examined: ExaminedAssertion = {
  factorId: 'laptop',
  challenge: expected.challenge,
  userHandle: null,
  signCount: 0n,
  backedUp: false,
};
const passkeys = (lastStep: bigint | null) => [
  { id: 'key-ring', lastStep: 90n },
  { id: 'laptop', lastStep },
];
const judge = (change: Partial<ExaminedAssertion>, lastStep: bigint | null = null) =>
  judgeAssertion({ ...examined, ...change }, expected, passkeys(lastStep));

it.each<[string, Partial<ExaminedAssertion>]>([
  ['a key that is not among theirs', { factorId: 'stolen' }],
  ['another challenge', { challenge: Buffer.alloc(32, 9) }],
  ['a challenge of another length', { challenge: Buffer.alloc(31, 1) }],
  ['another user handle', { userHandle: Buffer.alloc(32, 9) }],
])('refuses %s', (_, change) => {
  expect(judge(change)).toEqual({ kind: 'wrong' });
});

it('refuses what was found wrong before', () => {
  expect(judgeAssertion(null, expected, passkeys(null))).toEqual({ kind: 'wrong' });
});

it('takes the right user handle, or none', () => {
  expect(judge({ userHandle: expected.userHandle }).kind).toBe('accepted');
  expect(judge({ userHandle: null }).kind).toBe('accepted');
});

it.each<[bigint | null, bigint, string, bigint | null]>([
  [null, 0n, 'accepted', null],
  [0n, 0n, 'accepted', null],
  [null, 1n, 'accepted', 1n],
  [0n, 7n, 'accepted', 7n],
  [7n, 8n, 'accepted', 8n],
  [7n, 4_294_967_295n, 'accepted', 4_294_967_295n],
  [7n, 7n, 'cloned', null],
  [7n, 6n, 'cloned', null],
  [7n, 0n, 'cloned', null],
])('having counted to %s, %s is %s', (lastStep, signCount, kind, step) => {
  const judged = judge({ signCount }, lastStep);
  expect(judged.kind).toBe(kind);
  if (judged.kind === 'accepted') expect(judged.signCount).toBe(step);
});

it('asks for another signature whenever anything is another', () => {
  const challenge: Challenging = {
    id: 'challenge',
    userId: 'user',
    sessionId: 'session',
    purpose: 'payment',
    subjectId: 'approval',
    binding: Buffer.alloc(32, 3),
    expiresAt: new Date('2026-03-01T12:00:00Z'),
  };
  const changes: Partial<Challenging>[] = [
    {},
    { id: 'other' },
    { userId: 'other' },
    { sessionId: 'other' },
    { purpose: 'login' },
    { subjectId: 'other' },
    { binding: Buffer.alloc(32, 4) },
    { expiresAt: new Date('2026-03-01T12:00:00.001Z') },
    { userId: 'users', sessionId: 'ession' },
  ];
  const parts = changes.map((change) =>
    challengeParts({ ...challenge, ...change })
      .map((part) => Buffer.from(part as string).toString('hex'))
      .join('|'),
  );
  expect(new Set(parts).size).toBe(changes.length);
});
