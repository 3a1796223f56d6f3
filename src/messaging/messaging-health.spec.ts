import { after, MINUTE, SECOND } from '../common/clock';
import { judgeChannel } from './messaging-health';

const now = new Date('2026-07-01T12:00:00Z');
const quiet = { oldestWaitingAt: null, recentFailures: 0, lastError: null };

it.each([
  [quiet, 'ok'],
  [{ ...quiet, oldestWaitingAt: after(now, -59 * SECOND) }, 'ok'],
  [{ ...quiet, oldestWaitingAt: after(now, -MINUTE) }, 'degraded'],
  [{ ...quiet, recentFailures: 4, lastError: 'EMESSAGE 550' }, 'ok'],
  [{ ...quiet, recentFailures: 5, lastError: 'ESOCKET' }, 'degraded'],
])('judges %j as %s', (figures, state) => {
  expect(judgeChannel(figures, true, now)).toMatchObject({ state, lastError: figures.lastError });
});

it('calls a channel without a provider off, whatever is left of earlier days', () => {
  expect(judgeChannel({ ...quiet, oldestWaitingAt: after(now, -MINUTE) }, false, now).state).toBe('off');
});

it('tells the age of the oldest in whole seconds, and no negative one', () => {
  const ageOf = (oldestWaitingAt: Date) => judgeChannel({ ...quiet, oldestWaitingAt }, true, now);
  expect(ageOf(after(now, -90_900)).oldestWaitingSeconds).toBe(90);
  expect(ageOf(after(now, 500)).oldestWaitingSeconds).toBe(0);
});
