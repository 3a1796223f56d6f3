import type { Route } from 'playwright-core';
import { Site } from '../support/site';
import type { Visitor } from '../support/visitor';

jest.setTimeout(90_000);

let site: Site;
let alex: Visitor;
let robin: Visitor;
beforeAll(async () => {
  site = await Site.start('3790');
  [alex, robin] = await site.twoAdmins();
}, 180_000);
afterAll(() => site?.close());
afterEach(() => expect([...alex.faults, ...robin.faults]).toEqual([]));

const dialogOf = ({ page }: Visitor) => page.getByRole('dialog');

/** Says why, thinks twice at the second step, finds what was typed, and goes on. */
async function explain(visitor: Visitor, given: Record<string, string>): Promise<void> {
  const dialog = dialogOf(visitor);
  for (const [label, text] of Object.entries(given)) await dialog.getByLabel(label).fill(text);
  await dialog.getByRole('button', { name: 'Continue to verification' }).click();
  await dialog.getByRole('button', { name: 'Use passkey' }).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.getByRole('button', { name: 'Continue to verification' }).waitFor();
  // The one that was cancelled fades out.
  await dialog.nth(1).waitFor({ state: 'detached' });
  for (const [label, text] of Object.entries(given))
    expect(await dialog.getByLabel(label).inputValue()).toBe(text);
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await dialog.getByRole('button', { name: 'Continue to verification' }).click();
  await dialog.getByText(`Your reason: “${given.Reason}”`).waitFor();
  await visitor.usePasskey();
  await dialog.waitFor({ state: 'detached' });
}

/** The server does it, and its answer is lost. */
async function loseAnswer(route: Route): Promise<void> {
  await route.fetch();
  await route.abort('connectionreset');
}

/** As somebody does who guesses, until no guess is taken any more. */
async function enterWrongCodes(token: string, milestoneId: string): Promise<void> {
  const body = { milestoneIds: [milestoneId] };
  const started = site.api.post<{ id: string }>('/milestones/approvals', { token, body });
  const approval = await started.catch(() => null);
  for (const code of approval ? ['000000', '000001', '000002'] : [])
    await site.api
      .post('/milestones/verify-and-pay', { token, body: { approvalId: approval?.id, code } })
      .catch(() => undefined);
}

it('unlocks somebody whose codes were wrong', async () => {
  const { milestones } = await site.agreeOn({ client: 'ben', amounts: [125_000] });
  await enterWrongCodes(await site.token('ben'), milestones[0] as string);
  await alex.follow('Users');
  await alex.page.getByLabel('Protection').selectOption('Approvals locked');
  await alex.press('Apply filters');
  await alex.follow('Ben Client');
  await alex.sees('Approvals locked until');
  await alex.press('Unlock');
  await explain(alex, { Reason: 'Called back at the number we know' });
  await alex.sees('Ben Client can approve payments again.');
  await alex.page.getByText('Approvals locked until').waitFor({ state: 'detached' });
  // The button is gone: the focus is where one reads on.
  await alex.page.waitForFunction("document.activeElement.innerText.includes('can approve payments again')");
  expect(await alex.page.getByRole('button', { name: 'Unlock' }).count()).toBe(0);
});

it('places a hold, which only another admin can lift', async () => {
  const { page } = alex;
  await alex.page.getByRole('main').getByRole('link', { name: 'Holds' }).click();
  await alex.heading('Holds');
  const form = page.getByRole('form', { name: 'Place a hold' });
  await form.getByLabel('Reason').fill('Their bank called about the card');
  await alex.press('Place the hold');
  await dialogOf(alex).getByRole('button', { name: 'Cancel' }).click();
  expect(await form.getByLabel('Reason').inputValue()).toBe('Their bank called about the card');
  // Whatever answer is lost, the same proof goes on to count, and it happens once.
  for (const lost of ['**/api/2fa/challenges/*/verify', '**/api/admin/holds'])
    await page.route(lost, loseAnswer, { times: 1 });
  await alex.press('Place the hold');
  await alex.usePasskey();
  await alex.sees('The server could not be reached');
  await alex.usePasskey();
  await alex.usePasskey();
  await alex.sees('The hold is placed.');
  await alex.sees('All payments of Ben Client');
  expect(await page.getByRole('link', { name: 'All payments of Ben Client' }).count()).toBe(1);
  expect(await form.getByLabel('Reason').inputValue()).toBe('');
  expect(await form.getByLabel('Its ID').inputValue()).toMatch(/^[-\w]{36}$/);
  expect(await page.getByRole('button', { name: /^Lift/ }).count()).toBe(0);

  await robin.follow('Holds');
  await robin.sees('“Their bank called about the card”');
  await robin.press('Lift the hold of Ben Client');
  await explain(robin, { Reason: 'The bank has called again' });
  await robin.sees('The hold is lifted.');
  await robin.sees('No holds');
});

it('opens a recovery with a ticket, and has another admin approve it', async () => {
  await alex.go('/admin/users?email=ada%40');
  await alex.follow('Ada Client');
  await alex.press('Open a recovery');
  await explain(alex, { Reason: 'Phone at the bottom of the lake', Ticket: 'HELP-7' });
  await alex.sees('A recovery for Ada Client is open.');
  await alex.follow('See the recovery');
  await alex.heading('Recovery for Ada Client');
  expect(await alex.page.getByRole('button', { name: 'Approve' }).count()).toBe(0);

  await robin.follow('Recovery desk');
  await robin.follow('Ada Client');
  await robin.sees('HELP-7');
  await robin.press('Approve');
  await explain(robin, { Reason: 'Seen in person' });
  await robin.sees('The recovery is approved. It cools off now.');
  await robin.page.getByRole('list', { name: 'Timeline' }).getByText('Seen in person').waitFor();
  await robin.sees('Cooling off');
});
