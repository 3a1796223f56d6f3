import { bucketsFor, ranges, readView } from './view';

const read = (search: string) => readView(new URLSearchParams(search));

it('shows 30 days by the day when nothing is said', () => {
  expect(read('')).toEqual({ days: 30, bucket: 'day', purpose: null });
});

it('takes range, bucket and purpose from the address', () => {
  expect(read('days=90&bucket=month&purpose=login')).toEqual({ days: 90, bucket: 'month', purpose: 'login' });
});

it('leaves out what makes no sense, or would be too much to read', () => {
  expect(read('days=8&bucket=second')).toEqual({ days: 30, bucket: 'day', purpose: null });
  expect(read('days=365&bucket=hour')).toEqual({ days: 365, bucket: 'month', purpose: null });
});

it('never shows more than 200 buckets', () => {
  const hours = { hour: 1, day: 24, week: 168, month: 672 };
  for (const days of ranges)
    for (const bucket of bucketsFor(days)) expect((days * 24) / hours[bucket]).toBeLessThanOrEqual(200);
});
