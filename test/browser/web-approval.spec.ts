import { VirtualAuthenticator } from '../support/browser';
import { Site } from '../support/site';
import type { Visitor } from '../support/visitor';

jest.setTimeout(90_000);

let site: Site;
let ben: Visitor;
beforeAll(async () => {
  site = await Site.start('3710');
  ben = await site.visit();
  await ben.signIn('ben');
}, 180_000);
afterAll(() => site?.close());
afterEach(() => expect(ben.faults).toEqual([]));

it('approves in two steps: what is paid, then who says so; a wrong code pays nothing, the right one once', async () => {
  const { milestones } = await site.agreeOn({ client: 'ben', amounts: [125_000] });
  await ben.review(milestones);
  await ben.heading('Approve milestone');
  await ben.sees('Authorization left');
  await ben.sees('€0.00 after this payment');
  await ben.press('Approve & continue to payment (€1,250.00)');
  await ben.heading('Payment security verification required');
  await ben.sees(/^to Paul Painter/);
  await ben.sees('New payee');
  await ben.sees('Why we ask');
  await ben.sees(/We have sent an e-mail with 6 digits to b/);
  await ben.sees(/The code is good for (10:00|9:[0-5]\d)/);
  expect(await ben.page.getByRole('button', { name: /^New code in 0:[0-5]\d/ }).isDisabled()).toBe(true);
  const approval = ben.path;

  await ben.code.fill('000000');
  await ben.sees('That code is not correct. 2 tries are left.');
  const code = await ben.mailedCode('ben');
  await ben.page.reload();
  expect(ben.path).toBe(approval);
  await ben.page.goBack();
  await ben.press(/^Approve & continue to payment/);
  await ben.heading('Payment security verification required');
  expect(ben.path).toBe(approval);

  await ben.code.fill(code);
  await ben.heading('Paid');
  await ben.sees('Receipt');
  await ben.sees('Total paid');
  await ben.page.reload();
  await ben.heading('Paid');
  expect(await site.paymentsFor(milestones)).toEqual([
    { status: 'released', amount: 125_000, taken: 125_000 },
  ]);
});

it('tells missing funds from a wrong code, leads to new ones and back, and takes the same code then', async () => {
  const { contractId, milestones } = await site.agreeOn({ client: 'ben', amounts: [120_000] });
  await ben.startApproval(milestones);
  const code = await ben.mailedCode('ben');
  await site.giveBack('ben', contractId);
  await ben.code.fill(code);
  await ben.sees(/authorized funds (have expired|do not cover)/);
  const approval = ben.path;
  await ben.follow('Authorize funds');
  await ben.page.getByLabel('Amount in EUR').fill('twelve hundred');
  await ben.press('Hold this amount');
  await ben.sees('Enter an amount in EUR');
  await ben.page.getByLabel('Amount in EUR').fill('1,200');
  await ben.press('Hold this amount');
  await ben.heading('Payment security verification required');
  expect(ben.path).toBe(approval);
  await ben.code.fill(code);
  await ben.heading('Paid');
});

it('shows what became of each milestone of a batch, and tries the failed ones again', async () => {
  const good = await site.agreeOn({ client: 'ben', amounts: [40_000, 50_000] });
  const bad = await site.agreeOn({
    client: 'ben',
    payee: 'nora',
    amounts: [60_000],
    paymentMethod: 'pm_sandbox_capture_declined',
  });
  await ben.go('/');
  for (const id of [...good.milestones, ...bad.milestones])
    await ben.page
      .getByRole('listitem')
      .filter({ has: ben.page.locator(`a[href="/milestones/${id}"]`) })
      .getByRole('checkbox')
      .check();
  await ben.press('Approve 3 milestones (€1,500.00)');
  await ben.heading('Approve 3 milestones');
  await ben.sees('Paul Painter, 2 milestones');
  await ben.press('Approve & continue to payment (€1,500.00)');
  await ben.sees('to 2 payees');
  const nora = ben.page.locator('dl > div').filter({ hasText: 'Nora Engineer' });
  expect(await nora.innerText()).toMatch(/New payee\s+€600\.00/);
  await ben.code.fill(await ben.mailedCode('ben'));
  await ben.heading('Some payments need your attention');
  await ben.sees('2 released · 1 failed');
  await ben.sees('The payment method was declined.');
  await site.giveBack('ben', bad.contractId);
  await site.api.post(`/contracts/${bad.contractId}/authorizations`, {
    token: await site.token('ben'),
    body: { amount: 60_000, paymentMethod: 'pm_card_visa' },
  });
  await ben.press('Try 1 failed payment again');
  await ben.heading('All 3 payments are released');
  const attempts = await site.paymentsFor(bad.milestones);
  expect(attempts.map(({ status }) => status).toSorted()).toEqual(['failed', 'released']);
});

it('keeps on asking where the provider gave no answer, and says that paying again is no use', async () => {
  const paymentMethod = 'pm_sandbox_capture_answer_dropped';
  const { milestones } = await site.agreeOn({ client: 'ben', amounts: [105_000], paymentMethod });
  await ben.startApproval(milestones);
  await ben.code.fill(await ben.mailedCode('ben'));
  await ben.heading(/Your payment is on its way|Paid/);
  await ben.heading('Paid');
});

it('says that an approval has ended when its milestone was edited elsewhere', async () => {
  const { milestones } = await site.agreeOn({ client: 'ben', amounts: [130_000] });
  await ben.startApproval(milestones);
  const code = await ben.mailedCode('ben');
  await fetch(`${site.summary.url}/api/milestones/${milestones[0]}`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${await site.token('ben')}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ amount: 1 }),
  });
  await ben.heading('This approval is no longer valid');
  await ben.follow('Review again');
  await ben.heading('Approve milestone');
  await ben.sees('€0.01');
  expect(code).toMatch(/^\d{6}$/);
});

it('pays with a passkey, which goes on working when three wrong codes have locked all others', async () => {
  const { milestones } = await site.agreeOn({ client: 'ben', amounts: [150_000, 140_000] });
  const [first = '', second = ''] = milestones;
  await ben.startApproval([first]);
  const begun = ben.path;
  await VirtualAuthenticator.plugIn(ben.page);
  await ben.go('/demo/passkeys');
  const { email, password } = site.account('ben');
  await ben.page.getByLabel('E-mail').fill(email);
  await ben.page.getByLabel('Password').fill(password);
  await ben.press('Log in');
  await ben.page.getByLabel('Name of the new passkey').fill('Laptop');
  await ben.press('Add a passkey');
  await ben.sees('The passkey was added.');

  await ben.go('/contracts');
  await ben.heading('Sign in');
  await ben.enterPassword('ben');
  await ben.heading('Confirm it is you');
  await ben.press('Use passkey');
  await ben.heading('Contracts');
  await ben.review([first]);
  await ben.press(/^Approve & continue to payment/);
  await ben.press('Use passkey');
  await ben.heading('Paid');
  expect(ben.path).not.toBe(begun);

  await ben.review([second]);
  await ben.press(/^Approve & continue to payment/);
  await ben.press('Try another way');
  await ben.press(/^E-mail/);
  await ben.code.fill('000001');
  await ben.sees('2 tries are left');
  await ben.code.fill('000002');
  await ben.press(/^Verify and pay/);
  await ben.sees('One try is left');
  await ben.code.fill('000003');
  await ben.press(/^Verify and pay/);
  await ben.sees('No tries are left');
  await ben.press(/^Verify and pay/);
  await ben.sees('Too many wrong codes');
  await ben.sees('A passkey still works.');
  await ben.sees(/You can try again in (30:00|29:\d\d)/);
  await ben.press('Use passkey');
  await ben.heading('Paid');
});
