import { DAY, HOUR } from '../../src/common/clock';
import { MessageJobs } from '../../src/messaging/message-jobs';
import { openAccount, register } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { dump } from '../support/eavesdropper';
import { erase, proposeErasure, untilForgotten } from '../support/erasures';
import { type Operator, registerOperator } from '../support/factories';

const NAME = 'Ofelia Quintero';
const SUBJECT = 'Your ShopFlow account was erased';

let app: TestApp;
let admins: [Operator, Operator];
beforeAll(async () => {
  app = await startApp();
  admins = [await registerOperator(app, 'admin'), await registerOperator(app, 'admin')];
});
afterAll(() => app?.close());
afterEach(() => {
  app.mailbox.refuseWith = null;
});

const left = (id: string) =>
  app.query<{ destination: string }>('SELECT destination FROM messages WHERE user_id = $1', [id]);

it('tells the person, and nothing is left of the message', async () => {
  const person = await openAccount(app, { name: NAME });
  await erase(app, admins, person.id);
  const { subject, text, html } = await app.mailbox.waitFor(person.email, (mail) => mail.subject === SUBJECT);
  expect(subject).toBe(SUBJECT);
  expect(text).toContain(`Hello ${NAME},`);
  expect(`${text}${html}`).not.toMatch(/token=|wasnt-me/);
  await untilForgotten(app, person.id);
  const everything = await dump(app);
  for (const secret of [NAME, person.email]) expect(everything).not.toContain(secret);
});

it('forgets the address as well where the message is refused for good', async () => {
  const person = await openAccount(app);
  app.mailbox.refuseWith = 550;
  await erase(app, admins, person.id);
  await untilForgotten(app, person.id);
  expect(await dump(app)).not.toContain(person.email);
});

it('keeps the address for a day while no mail can be sent, and not longer', async () => {
  const person = await openAccount(app, { name: NAME });
  app.mailbox.refuseWith = 451;
  await erase(app, admins, person.id);
  expect(await left(person.id)).toMatchObject([{ destination: person.email }]);
  expect(await dump(app)).not.toContain(NAME);
  app.clock.advance(DAY + HOUR);
  await app.get(MessageJobs).sweep();
  expect(await left(person.id)).toEqual([]);
  expect(await dump(app)).not.toContain(person.email);
  app.clock.advance(-DAY - HOUR);
});

it('writes to nobody while it is only proposed, and never to an address that was not proven', async () => {
  const person = await openAccount(app);
  expect((await proposeErasure(app, admins[0], person.id)).status).toBe(202);
  const { body } = await register(app, 'unproven@example.com');
  await app.mailbox.waitFor('unproven@example.com');
  const [{ id } = { id: '' }] = await app.query<{ id: string }>('SELECT id FROM users WHERE email = $1', [
    'unproven@example.com',
  ]);
  expect(body).not.toHaveProperty('token');
  await erase(app, admins, id);
  expect(await left(id)).toEqual([]);
  const last = await openAccount(app);
  await erase(app, admins, last.id);
  await app.mailbox.waitFor(last.email, (mail) => mail.subject === SUBJECT);
  const told = app.mailbox.messages.filter(({ subject }) => subject === SUBJECT).map(({ to }) => to);
  expect(told).not.toContain(person.email);
  expect(told).not.toContain('unproven@example.com');
});
