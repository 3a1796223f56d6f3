/** Runs in the browser. Everything received is set as text; the token lives as long as the page. */
export const passkeysScript = `
const at = (id) => document.getElementById(id);
const say = (text) => { at('state').textContent = text; };
let token = null;

async function call(method, path, body, headers = {}) {
  const answer = await fetch('/api' + path, {
    method,
    headers: {
      ...(token ? { Authorization: 'Bearer ' + token } : {}),
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      ...headers,
    },
    body: body && JSON.stringify(body),
  });
  const content = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(content.title + '. ' + content.detail);
  return content;
}
const post = (path, body, headers) => call('POST', path, body, headers);

/** What was typed, or else what the authenticator signs for just this challenge. */
async function proofFor(challenge) {
  const code = at('code').value.trim();
  at('code').value = '';
  if (code) return { code };
  if (!challenge.webauthn) throw new Error('There is no passkey yet. Type a code of your app and try again.');
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(challenge.webauthn);
  return { credential: (await navigator.credentials.get({ publicKey })).toJSON() };
}

async function logIn() {
  const step = await post('/auth/login', { email: at('email').value, password: at('password').value });
  token = step.token ?? null;
  if (step.status === 'two_factor_required') {
    say('Confirm with your passkey.');
    const { loginToken, challenge } = step;
    token = (await post('/2fa/validate', { loginToken, ...(await proofFor(challenge)) })).token;
  }
  at('password').value = '';
  at('login').hidden = true;
  at('account').hidden = false;
  await refresh();
  say('Logged in.');
}

async function addPasskey() {
  const { enabled } = await call('GET', '/2fa/status');
  const headers = {};
  if (enabled) {
    say('Confirm with a factor that you have.');
    const challenge = await post('/2fa/challenges', { purpose: 'manage-factors' });
    await post('/2fa/challenges/' + challenge.id + '/verify', await proofFor(challenge));
    headers['X-2FA-Challenge'] = challenge.id;
  }
  const { factorId, options } = await post('/2fa/setup', { method: 'webauthn', label: at('label').value }, headers);
  say('Make the passkey.');
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = (await navigator.credentials.create({ publicKey })).toJSON();
  token = (await post('/2fa/verify', { factorId, credential })).token;
  await refresh();
  say('The passkey was added.');
}

async function pay(milestone) {
  const key = { 'Idempotency-Key': crypto.randomUUID() };
  const approval = await post('/milestones/approvals', { milestoneIds: [milestone.id] }, key);
  let payments = approval.payments;
  if (approval.challenge) {
    say('Confirm ' + money(milestone) + ' to ' + milestone.payee.name + ' with your passkey.');
    const proof = await proofFor(approval.challenge);
    payments = (await post('/milestones/verify-and-pay', { approvalId: approval.id, ...proof })).payments;
  }
  await refresh();
  say(money(milestone) + ' to ' + milestone.payee.name + ': ' + payments[0].status + '.');
}

async function refresh() {
  const { factors } = await call('GET', '/2fa/status');
  at('factors').replaceChildren(...factors.map(({ label, method }) => item(label + ' (' + method + ')')));
  const { items } = await call('GET', '/milestones?status=submitted');
  at('none').hidden = items.length > 0;
  at('milestones').replaceChildren(...items.map((milestone) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Pay ' + money(milestone);
    button.addEventListener('click', () => run(button, () => pay(milestone)));
    const line = item(milestone.title + ', ' + milestone.payee.name + ' ');
    line.append(button);
    return line;
  }));
}

function item(text) {
  const line = document.createElement('li');
  line.textContent = text;
  return line;
}

function money({ amount, currency }) {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

async function run(button, act) {
  button.disabled = true;
  try {
    await act();
  } catch (error) {
    say(error.message);
  }
  button.disabled = false;
}

for (const [id, act] of [['login', logIn], ['add', addPasskey]])
  at(id).addEventListener('submit', (event) => {
    event.preventDefault();
    run(at(id).querySelector('button'), act);
  });
at('leave').addEventListener('click', () => location.reload());
`;
