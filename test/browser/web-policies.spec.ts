import { Site } from '../support/site';
import type { Visitor } from '../support/visitor';

jest.setTimeout(90_000);

let site: Site;
let alex: Visitor;
let robin: Visitor;
beforeAll(async () => {
  site = await Site.start('3750');
  [alex, robin] = await site.twoAdmins();
}, 180_000);
afterAll(() => site?.close());
afterEach(() => expect([...alex.faults, ...robin.faults]).toEqual([]));

const policyOfBen = async () => {
  const status = await site.api.get<{ policy: object }>('/2fa/status', await site.token('ben'));
  return status.policy;
};

/** From the button that saves to the second step. */
const saying = ({ page }: Visitor, text: string) => page.getByRole('dialog').getByText(text).waitFor();

async function edit(visitor: Visitor, accounts: string): Promise<void> {
  await visitor.follow('Policies');
  await visitor.heading('Policies');
  await visitor.follow(`Change the policy for ${accounts}`);
  await visitor.heading(`Change the policy for ${accounts}`);
}

it('shows in words and counts what a stricter policy means, and saves just what was previewed', async () => {
  const { page } = alex;
  const preview = page.getByRole('group', { name: 'What it would mean' });
  await alex.follow('Policies');
  await alex.heading('Policies');
  await page.getByRole('region', { name: 'Auditors' }).getByText('Required').waitFor();
  const found = await alex.faultsOnAllScreens();
  await edit(alex, 'clients');
  await page.getByRole('radio', { name: 'Required' }).check();
  await page.getByLabel('Days to set it up').fill('0');
  await page.getByRole('checkbox', { name: 'e-mail' }).uncheck();
  expect(await page.getByLabel('For a payment').inputValue()).not.toBe('email');
  await page.getByLabel('E-mail approves up to').fill('a lot');
  await alex.sees('This is not an amount');
  await page.getByLabel('Reason').fill('Fraud in spring');
  await alex.press('Preview the impact');
  expect(await preview.count()).toBe(0);
  await page.getByLabel('E-mail approves up to').fill('');
  await alex.press('Preview the impact');
  await preview.getByText('now: Optional').waitFor();
  const lockedOut = preview.getByRole('listitem').filter({ hasText: 'Locked out until they set one up' });
  await lockedOut.getByText('1 person', { exact: true }).waitFor();
  await lockedOut.getByText('now 0').waitFor();
  await preview
    .getByRole('listitem')
    .filter({ hasText: 'Cannot approve payments' })
    .getByText('1 person')
    .waitFor();
  await lockedOut.getByRole('button').click();
  await preview.getByRole('link', { name: 'Ben Client' }).waitFor();
  found.push(...(await alex.faultsOnAllScreens()));

  await page.getByLabel('Days to set it up').fill('7');
  await alex.sees('You have changed something since the preview');
  expect(await page.getByRole('button', { name: 'Save the new version' }).count()).toBe(0);
  await alex.press('Preview the impact');
  const prompted = preview.getByRole('listitem').filter({ hasText: 'Asked to set up a factor' });
  await prompted.getByText('1 person', { exact: true }).waitFor();
  await alex.press('Save the new version');
  await saying(alex, 'Your reason: “Fraud in spring”');
  found.push(...(await alex.accessibilityFaults()));
  await alex.press('Cancel');
  expect(await page.getByLabel('Reason').inputValue()).toBe('Fraud in spring');
  expect(await page.getByLabel('Days to set it up').inputValue()).toBe('7');
  expect(await policyOfBen()).toMatchObject({ enforcement: 'optional' });
  await alex.press('Save the new version');
  await alex.usePasskey();
  await alex.sees('The policy for clients has a new version.');
  expect(await policyOfBen()).toMatchObject({ enforcement: 'required', graceEndsAt: expect.any(String) });

  await alex.follow('See the policy');
  await alex.heading('Policy for clients');
  const newest = page.getByRole('list', { name: 'History' }).getByRole('listitem').first();
  await newest.getByText(/^by Alex Admin, .* · “Fraud in spring”$/).waitFor();
  await newest.getByText('In force').waitFor();
  await alex.press('Show: Asked to set up a factor');
  await page.waitForURL('**/admin/policies/client?impact=prompted');
  await page.reload();
  await page.getByRole('link', { name: 'Ben Client' }).waitFor();
  found.push(...(await alex.faultsOnAllScreens()));
  expect(found).toEqual([]);
});

it('refuses what was previewed before somebody else was quicker, and keeps what was typed', async () => {
  for (const admin of [robin, alex]) {
    await edit(admin, 'payees');
    await admin.page.getByLabel('Days of trust').fill(admin === alex ? '7' : '0');
    await admin.page.getByLabel('Reason').fill('Lost laptops');
    await admin.press('Preview the impact');
  }
  await robin.press('Save the new version');
  await robin.usePasskey();
  await robin.sees('The policy for payees has a new version.');
  await alex.press('Save the new version');
  await alex.usePasskey();
  await alex.sees('The policy has changed in the meantime');
  await alex.press('Cancel');
  expect(await alex.page.getByLabel('Days of trust').inputValue()).toBe('7');
  await alex.press('Preview the impact');
  await alex.sees('now: None');
  await alex.press('Save the new version');
  await alex.usePasskey();
  await alex.sees('The policy for payees has a new version.');
});

it('keeps what is typed on the screen when what it is about cannot be read again', async () => {
  const { page } = robin;
  await edit(robin, 'payees');
  await page.getByLabel('Reason').fill('Half a sentence');
  const again = /\/api\/(?:auth\/me|admin\/2fa-policies\/payee)$/;
  // Both are tried four times.
  const left = Array.from({ length: 8 });
  const givenUp = new Promise<void>((resolve) =>
    page.on('requestfailed', (request) => {
      if (again.test(request.url())) left.pop();
      if (left.length === 0) resolve();
    }),
  );
  await page.route(again, (route) => route.abort('connectionreset'));
  await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))");
  await givenUp;
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  expect(await page.getByLabel('Reason').inputValue()).toBe('Half a sentence');
  await page.unroute(again);
  await page.getByLabel('Reason').fill('');
});

it('dates a version, and drops it before it begins', async () => {
  const { page } = robin;
  await edit(robin, 'auditors');
  await page.getByLabel('Hours in all').fill('4');
  await page.getByLabel('Begins (empty: at once)').fill('2020-01-01T00:00');
  await page.getByLabel('Reason').fill('Shorter days');
  await robin.press('Preview the impact');
  await robin.sees('must not be past');
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
  await page.getByLabel('Begins (empty: at once)').fill(tomorrow);
  await robin.press('Preview the impact');
  await robin.sees('now: After 12 hours');
  await robin.press('Save the new version');
  await robin.usePasskey();
  await robin.follow('See the policy');
  await robin.sees(/^Version 2, from /);
  const found = await robin.faultsOnAllScreens();
  await robin.follow('Keep what is in force instead of version 2');
  await robin.heading('Roll back to version 1');
  await page.getByLabel('Reason').fill('Not now');
  await robin.press('Preview the impact');
  await robin.sees('Scheduled, and will not begin: version 2');
  found.push(...(await robin.faultsOnAllScreens()));
  await robin.press('Save the new version');
  await robin.usePasskey();
  await robin.follow('See the policy');
  await robin.heading('Policy for auditors');
  await robin.sees('Never began');
  expect(await page.getByRole('region', { name: 'Scheduled' }).count()).toBe(0);
  expect(found).toEqual([]);
});

it('makes of asking less of admins a proposal, which another admin confirms in a browser of their own', async () => {
  await edit(robin, 'admins');
  expect(await robin.page.getByRole('checkbox', { name: 'e-mail' }).count()).toBe(0);
  for (const method of ['text message', 'passkey'])
    await robin.page.getByRole('checkbox', { name: method }).uncheck();
  await robin.page.getByRole('checkbox', { name: 'authenticator app' }).uncheck();
  await robin.sees('Choose at least one method.');
  await robin.page.getByRole('checkbox', { name: 'text message' }).check();
  await robin.page.getByLabel('Reason').fill('Texts for all');
  await robin.press('Preview the impact');
  await robin.sees(/^For you it means: Locked out until they set one up, Without an allowed method\.$/);
  await robin.page.reload();
  await robin.heading('Change the policy for admins');
  await robin.page.getByLabel('Days to set it up').fill('3');
  await robin.page.getByLabel('Reason').fill('Passkeys come late');
  await robin.press('Preview the impact');
  await robin.sees('Another admin has to agree');
  await robin.press('Propose it to another admin');
  await robin.usePasskey();
  await robin.sees('Nothing has changed yet: your proposal waits for another admin, for a day.');
  await robin.follow('See the proposals');
  await robin.press('Withdraw: change a policy');
  await robin.press('Cancel');
  expect(await robin.page.getByRole('button', { name: /^Confirm/ }).count()).toBe(0);

  await alex.go('/admin/policies/admin');
  await alex.sees('A change waits for another admin');
  await alex.follow('See the proposals');
  await alex.page.getByText('What exactly will change').click();
  await alex.sees('now: None');
  const found = await alex.faultsOnAllScreens();
  await alex.press('Confirm: change a policy');
  await alex.usePasskey();
  await alex.sees('The proposal is confirmed, and done.');
  await alex.go('/admin/policies/admin');
  await alex.sees(/^by Robin Admin, .*“Passkeys come late”$/);
  await alex.sees(/^Version 2, in force since /);
  expect(found).toEqual([]);
});

it('rolls back to an earlier version, after the same preview', async () => {
  const { page } = alex;
  await alex.go('/admin/policies/client');
  await page.getByText('What version 1 says').click();
  await alex.follow('Roll back to version 1');
  await alex.heading('Roll back to version 1');
  await page.getByLabel('Reason').fill('Too early');
  await alex.press('Preview the impact');
  await alex.sees('now: Required');
  await alex.sees('It asks less than before');
  await alex.press('Save the new version');
  await alex.usePasskey();
  await alex.follow('See the policy');
  await alex.sees('Version 3, as version 1 was');
  expect(await policyOfBen()).toMatchObject({ enforcement: 'optional' });
  await alex.go('/admin/policies/nobody');
  await alex.page.getByRole('alert').waitFor();
});
