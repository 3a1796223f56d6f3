import { explainDispute, newsOf } from './dispute';

describe('newsOf', () => {
  it.each([
    [null, 'open', 'opened'],
    [null, 'lost', 'decided'],
    ['open', 'open', null],
    ['open', 'won', 'decided'],
    ['open', 'lost', 'decided'],
    ['open', 'closed', 'decided'],
    ['won', 'lost', 'decided'],
    ['lost', 'lost', null],
    ['closed', 'open', 'opened'],
  ] as const)('%s, then %s: %s', (before, now, news) => expect(newsOf(before, now)).toBe(news));
});

it('tells a payee nothing of what the client has told the bank', () => {
  for (const status of ['open', 'won', 'lost', 'closed'] as const) {
    expect(explainDispute(status, 'payee')).not.toMatch(/fraud|your bank/i);
    expect(explainDispute(status, 'client')).toMatch(/^Your bank/);
  }
});
