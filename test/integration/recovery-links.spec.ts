import { expectStatus, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { type Operator, registerOperator } from '../support/factories';
import { complete, readyRecovery, recoveryOf, requestedRecovery, tokenFrom, veto } from '../support/recovery';
import { scanLink } from '../support/scanner';

let app: TestApp;
let admin: Operator;
beforeAll(async () => {
  app = await startApp();
  admin = await registerOperator(app, 'admin');
});
afterAll(() => app?.close());

it('is neither stopped nor finished by a scanner of mail that opens its links', async () => {
  const account = await openAccount(app);
  await readyRecovery(app, account, admin);
  const stop = await tokenFrom(app, account, 'veto');
  const go = await tokenFrom(app, account, 'complete');
  await scanLink(app, '/recovery/veto', stop);
  await scanLink(app, '/recovery/complete', go);
  await scanLink(app, '/recovery/status', stop);
  expect((await recoveryOf(app, account)).status).toBe('ready');
  await expectStatus(200, complete(app, go));
  await expectStatus(200, veto(app, stop));
});

it('leads to what has happened from the message that it is over, by a link that stops nothing any more', async () => {
  const account = await openAccount(app);
  await requestedRecovery(app, account);
  await expectStatus(200, veto(app, await tokenFrom(app, account, 'veto')));
  const { text } = await app.mailbox.waitFor(account.email, ({ subject }) => subject.includes('has ended'));
  expect(text).not.toContain('/recovery/veto');
  const token = /\/recovery\/status#token=([\w-]{43})$/m.exec(text)?.[1];
  const shown = await expectStatus(
    200,
    app.call('POST', '/api/recovery/requests/status', { body: { token } }),
  );
  expect(shown.body).toMatchObject({ status: 'vetoed', dueAt: null });
  expect((await veto(app, token)).body.code).toBe('recovery-over');
});
