import type { Page } from 'playwright-core';
import type { TwoFactorAnalytics, TwoFactorFigures } from '../../src/analytics/analytics.dto';

type Challenges = TwoFactorFigures['challenges'][number];

const challenges = (
  method: string,
  [success, failed, abandoned, open]: [number, number, number, number],
  [medianSeconds, p95Seconds]: [number, number],
): Challenges => ({
  purpose: 'payment',
  method,
  sent: success + failed + abandoned + open,
  success,
  failed,
  abandoned,
  open,
  successRate: success / (success + failed + abandoned),
  wrongProofs: failed * 3,
  timeToComplete: { completions: success, medianSeconds, p95Seconds },
});

const methods = [
  challenges('webauthn', [410, 4, 6, 0], [3.1, 9]),
  challenges('totp', [260, 12, 25, 3], [12.4, 41]),
  challenges('email', [88, 9, 20, 3], [38, 122]),
  challenges('sms', [41, 5, 14, 0], [29, 95]),
];

const prompts = (name: string, prompted: number, answered: number, disputed: number) => ({
  name,
  approvals: prompted,
  prompted,
  promptRate: 1,
  answered,
  disputed,
  falseAlarms: answered - disputed,
  falseAlarmRate: (answered - disputed) / prompted,
});

const { name: _, ...all } = prompts('all', 640, 590, 3);
const stepUp: TwoFactorFigures['stepUp'] = {
  ...all,
  approvals: 900,
  promptRate: 640 / 900,
  reasons: [
    prompts('always-required', 300, 270, 1),
    prompts('above-threshold', 150, 135, 1),
    prompts('first-payment', 120, 108, 0),
    prompts('new-payee', 90, 81, 1),
  ],
  signals: [],
};

/** How busy days are, by turns. */
const business = [0.7, 1, 1.2, 1.1, 0.9, 0.4, 0.3];

/** The demo is minutes old, and what it has done is counted later: pictures show what a month might look like. */
export async function layFiguresOver(page: Page): Promise<void> {
  await page.route('**/api/analytics/2fa?**', async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as TwoFactorAnalytics;
    const scaled = (by: number) =>
      methods.map((each) => {
        const [success, failed, abandoned] = [each.success, each.failed, each.abandoned].map((count) =>
          Math.round((count * by) / 25),
        ) as [number, number, number];
        return { ...each, success, failed, abandoned, open: 0, sent: success + failed + abandoned };
      });
    const buckets = answer.buckets.map((bucket, index) => ({
      ...bucket,
      challenges: scaled(business[index % business.length] as number),
    }));
    const totals = { ...answer.totals, challenges: methods, stepUp };
    await route.fulfill({ response, json: { ...answer, countedUntil: answer.to, totals, buckets } });
  });
}
