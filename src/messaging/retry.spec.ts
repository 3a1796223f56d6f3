import { after, DAY, MINUTE, SECOND } from '../common/clock';
import { nextAttempt } from './retry';

const channel = 'email';
const createdAt = new Date('2025-11-20T10:00:00Z');

it.each([
  { attempts: 1, age: 0, waits: 2 * SECOND },
  { attempts: 2, age: 2 * SECOND, waits: 4 * SECOND },
  { attempts: 5, age: 30 * SECOND, waits: 30 * SECOND },
  { attempts: 40, age: 14 * MINUTE, waits: 30 * SECOND },
  { attempts: 40, age: 20 * MINUTE, waits: 10 * MINUTE },
])('waits $waits ms after attempt $attempts at the age of $age ms', ({ attempts, age, waits }) => {
  const now = after(createdAt, age);
  expect(nextAttempt({ channel, attempts, createdAt, expiresAt: after(createdAt, DAY) }, now)).toEqual(
    after(now, waits),
  );
});

it('gives up when the next attempt would come too late', () => {
  const expiresAt = after(createdAt, 10 * MINUTE);
  expect(
    nextAttempt({ channel, attempts: 9, createdAt, expiresAt }, after(createdAt, 9.6 * MINUTE)),
  ).toBeNull();
  expect(
    nextAttempt({ channel, attempts: 9, createdAt, expiresAt: after(createdAt, 2 * SECOND) }, createdAt),
  ).toBeNull();
});

it('tries an SMS twice, because both providers were asked each time', () => {
  const sms = { channel: 'sms', createdAt, expiresAt: after(createdAt, 10 * MINUTE) } as const;
  expect(nextAttempt({ ...sms, attempts: 1 }, createdAt)).toEqual(after(createdAt, 2 * SECOND));
  expect(nextAttempt({ ...sms, attempts: 2 }, createdAt)).toBeNull();
});
