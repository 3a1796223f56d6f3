import { expectStatus, totpCode } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { Authenticator } from '../support/authenticator';
import { type Account, registerUser } from '../support/factories';
import { enrolPasskey, setUpPasskey } from '../support/passkeys';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

const setUp = ({ token }: Account, body: object) => app.call('POST', '/api/2fa/setup', { token, body });
const verify = ({ token }: Account, body: object) => app.call('POST', '/api/2fa/verify', { token, body });
const factorsOf = ({ id }: Account) =>
  app.query(`SELECT method, status FROM factors WHERE user_id = $1`, [id]);

describe('a thief begins to set up an app of their own before the owner has a second factor', () => {
  it('and cannot finish that with a stolen session once the owner has one', async () => {
    const owner = await registerUser(app);
    const planted = (await expectStatus(201, setUp(owner, { method: 'totp' }))).body;
    await enrolPasskey(app, owner);
    const code = totpCode(planted.secret, app.clock.now());
    const answer = await verify(owner, { factorId: planted.factorId, code });
    expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
    expect(await factorsOf(owner)).toEqual([{ method: 'webauthn', status: 'active' }]);
  });

  it('nor can both be finished at the same moment', async () => {
    const owner = await registerUser(app);
    const planted = (await expectStatus(201, setUp(owner, { method: 'totp' }))).body;
    const wanted = await setUpPasskey(app, owner);
    const credential = new Authenticator().create(wanted.options);
    const code = totpCode(planted.secret, app.clock.now());
    const answers = await Promise.all([
      verify(owner, { factorId: wanted.factorId, credential }),
      verify(owner, { factorId: planted.factorId, code }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await factorsOf(owner)).toHaveLength(1);
  });
});
