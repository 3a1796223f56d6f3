import type { LiveState } from './live-state';
import { LiveStream } from './live-stream';

function state(paid: number): LiveState {
  const payments = Array.from({ length: 200 }, (_, index) => ({
    id: `payment-${index}`,
    milestoneId: `milestone-${String(index).padStart(3, '0')}`,
    status: index < paid ? ('released' as const) : ('processing' as const),
    failure: null,
    hold: null,
  }));
  return { approvalId: 'a', verification: { status: 'approved', challenge: null }, delivery: null, payments };
}

const read = (stream: LiveStream) => String(stream.body.read() ?? '');

it('holds back what a slow reader cannot take, and then sends what has changed, not each change', async () => {
  const stream = new LiveStream(null);
  stream.show(state(0));
  expect(stream.isStuck).toBe(true);
  const waiting = stream.body.readableLength;
  for (let paid = 150; paid >= 10; paid--) stream.show(state(paid));
  stream.beat();
  expect(stream.body.readableLength).toBe(waiting);
  const text = read(stream) + read(stream);
  expect(text.match(/event: \w+/g)).toEqual(['event: snapshot', ...Array(10).fill('event: payment')]);
  expect(text).not.toContain('still here');
  stream.body.destroy();
});

it('says why it ends, and nothing after that', () => {
  const stream = new LiveStream(null);
  stream.end('shutdown');
  stream.end('time');
  stream.show(state(1));
  stream.beat();
  expect(read(stream)).toBe('retry: 2000\n\nevent: end\ndata: {"reason":"shutdown"}\n\n');
});
