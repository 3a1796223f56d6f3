import type { Route } from 'playwright-core';
import { Site } from '../support/site';
import type { Visitor } from '../support/visitor';

jest.setTimeout(90_000);

const PAY = '**/api/milestones/verify-and-pay';
const START = '**/api/milestones/approvals';
const STATE = /\/api\/milestones\/approvals\/[-\w]{36}(?:\/events)?$/;

let site: Site;
let ben: Visitor;
beforeAll(async () => {
  site = await Site.start('3786');
  ben = await site.visit();
  await ben.signIn('ben');
}, 180_000);
afterAll(() => site?.close());
afterEach(async () => {
  await ben.context.setOffline(false);
  await ben.page.unrouteAll({ behavior: 'ignoreErrors' });
  expect(ben.faults).toEqual([]);
});

const offline = (isOffline: boolean) => ben.context.setOffline(isOffline);

/** The server does it, and its answer is lost. */
async function loseAnswer(route: Route): Promise<void> {
  await route.fetch();
  await route.abort('connectionreset');
}

async function toVerification(amount: number) {
  const { milestones } = await site.agreeOn({ client: 'ben', amounts: [amount] });
  await ben.startApproval(milestones);
  return { milestones, code: await ben.mailedCode('ben') };
}

async function expectPaidOnce(milestones: readonly string[], amount: number) {
  await ben.heading('Paid');
  expect(await site.paymentsFor(milestones)).toEqual([{ status: 'released', amount, taken: amount }]);
}

it('finds out by itself that it has paid when the connection went with the answer', async () => {
  const { milestones, code } = await toVerification(101_000);
  await ben.page.route(PAY, async (route) => {
    await ben.page.route(STATE, (asked) => asked.abort('internetdisconnected'));
    await route.fetch();
    await offline(true);
    await route.abort('internetdisconnected');
  });
  await ben.code.fill(code);
  await ben.sees('The connection is gone');
  await ben.sees('You are offline.');
  expect(await ben.page.getByRole('button', { name: /^Verify and pay/ }).isDisabled()).toBe(true);
  expect(await ben.accessibilityFaults()).toEqual([]);
  await ben.page.unroute(STATE);
  await offline(false);
  await expectPaidOnce(milestones, 101_000);
});

it('says that nothing was paid when the code never left, and pays with the same code', async () => {
  const { milestones, code } = await toVerification(102_000);
  await offline(true);
  await ben.code.fill(code);
  await ben.sees('The connection is gone');
  await offline(false);
  await ben.sees('We could not see the answer');
  expect(await site.paymentsFor(milestones)).toEqual([]);
  await ben.press('Verify and pay €1,020.00');
  await expectPaidOnce(milestones, 102_000);
});

it('asks again at the press of a button when the server cannot be reached, and when the answer alone was lost', async () => {
  const { milestones, code } = await toVerification(103_000);
  await ben.page.route(STATE, (route) => route.abort('connectionreset'));
  await ben.page.route(PAY, loseAnswer);
  await ben.code.fill(code);
  await ben.sees('The connection is gone');
  await ben.page.unroute(STATE);
  await ben.press('Ask now');
  await expectPaidOnce(milestones, 103_000);
});

it('starts one approval, however often the connection breaks at that', async () => {
  const { milestones } = await site.agreeOn({ client: 'ben', amounts: [104_000] });
  await ben.review(milestones);
  await offline(true);
  await ben.press(/^Approve & continue/);
  await ben.sees('The server could not be reached');
  await offline(false);
  await ben.page.route(START, loseAnswer);
  const lost = ben.page.waitForEvent('requestfailed', (request) => request.method() === 'POST');
  await ben.press(/^Approve & continue/);
  await lost;
  await ben.sees('The server could not be reached');
  await ben.page.reload();
  await ben.page.unroute(START);
  await ben.press(/^Approve & continue/);
  await ben.code.fill(await ben.mailedCode('ben'));
  await expectPaidOnce(milestones, 104_000);
  expect(await site.approvalsOf(milestones[0] as string)).toBe(1);
});

it('shows on a slow line that it is at work, and sends each thing once however often it is pressed', async () => {
  const { milestones } = await site.agreeOn({ client: 'ben', amounts: [105_000] });
  const sent: string[] = [];
  ben.page.on(
    'request',
    (request) => request.method() === 'POST' && sent.push(new URL(request.url()).pathname),
  );
  const line = await ben.context.newCDPSession(ben.page);
  await line.send('Network.enable');
  const slow = { offline: false, latency: 300, downloadThroughput: 50_000, uploadThroughput: 50_000 };
  await line.send('Network.emulateNetworkConditions', slow);
  await ben.go(`/approve?milestone=${milestones[0]}`);
  await ben.page.getByRole('status', { name: 'Loading…' }).first().waitFor();
  await ben.page.getByRole('button', { name: /^Approve & continue/ }).dblclick();
  await ben.code.waitFor();
  const code = await ben.mailedCode('ben');
  const told = ben.sees('This takes longer than usual.');
  await ben.page.route(PAY, async (route) => {
    await told;
    await route.continue();
  });
  await ben.code.fill(code);
  await ben.code.press('Enter');
  await ben.code.press('Enter');
  await told;
  await expectPaidOnce(milestones, 105_000);
  expect(sent.filter((path) => path.startsWith('/api/milestones/'))).toEqual([
    '/api/milestones/approvals',
    '/api/milestones/verify-and-pay',
  ]);
  await line.send('Network.emulateNetworkConditions', { ...slow, latency: 1_000 });
  await ben.follow('Notifications');
  await ben.page.getByRole('progressbar', { name: 'Loading…' }).waitFor();
  await ben.heading('Notifications');
  await line.detach();
});

it('loads a page by itself when the connection is back that broke on the way to it', async () => {
  await ben.go('/');
  await ben.heading(/^Hello/);
  await offline(true);
  await ben.follow('Contracts');
  await ben.heading('This page did not arrive in full');
  await offline(false);
  await ben.heading('Contracts');
});

it('neither loses nor repeats a payment by reloading and going back, at every step', async () => {
  const { milestones } = await site.agreeOn({ client: 'ben', amounts: [106_000] });
  await ben.review(milestones);
  await ben.page.reload();
  await ben.press(/^Approve & continue/);
  await ben.code.waitFor();
  const approval = ben.path;
  const code = await ben.mailedCode('ben');
  await ben.page.reload();
  await ben.page.goBack();
  await ben.page.reload();
  await ben.press(/^Approve & continue/);
  await ben.code.waitFor();
  expect(ben.path).toBe(approval);
  const [request] = await Promise.all([ben.page.waitForRequest(PAY), ben.code.fill(code)]);
  expect(request.method()).toBe('POST');
  await ben.page.reload();
  await ben.heading(/Paid|Payment security verification required|Your payment is on its way/);
  // The payment may be made while this looks: then there is no field any more.
  if (await ben.code.isVisible()) await ben.code.fill(code, { timeout: 2_000 }).catch(() => undefined);
  await expectPaidOnce(milestones, 106_000);
  await ben.page.goBack();
  await ben.sees('Nothing to approve here');
  await ben.page.goForward();
  await ben.page.reload();
  await expectPaidOnce(milestones, 106_000);
});

it('has all tabs agree on what was paid, without a look at them', async () => {
  const { milestones, code } = await toVerification(107_000);
  const { page: first } = ben;
  const open = async (path: string, text: string | RegExp) => {
    const page = await ben.context.newPage();
    await page.goto(site.summary.url + path);
    await page.getByText(text).first().waitFor();
    return page;
  };
  const same = await open(ben.path, 'Verify and pay €1,070.00');
  const review = await open(`/approve?milestone=${milestones[0]}`, /^Approve & continue/);
  const overview = await open('/', '€1,070.00');
  await first.bringToFront();
  await ben.code.fill(code);
  await expectPaidOnce(milestones, 107_000);
  await same.getByRole('heading', { name: 'Paid' }).waitFor();
  await review.getByText('Nothing to approve here').waitFor();
  await overview.locator(`a[href="/milestones/${milestones[0]}"]`).waitFor({ state: 'detached' });
  for (const page of [same, review, overview]) await page.close();
});
