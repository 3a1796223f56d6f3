/** Runs in the browser. Everything received is set as text; HTML is shown only inside the sandboxed frame. */
export const inboxScript = `
const token = new URLSearchParams(location.search).get('token') ?? '';
const at = (id) => document.getElementById(id);
const main = document.querySelector('main');
let messages = [];
let chosen = null;

async function load() {
  const to = at('to').value.trim().toLowerCase();
  try {
    const response = await fetch('/demo/inbox/messages', { headers: { Authorization: 'Bearer ' + token } });
    if (!response.ok) throw new Error('status ' + response.status);
    const items = (await response.json()).items.filter((message) => message.to.includes(to));
    const changed = items.map(({ id }) => id).join() !== messages.map(({ id }) => id).join();
    messages = items;
    at('state').textContent = items.length === 1 ? '1 message' : items.length + ' messages';
    if (changed) showList();
  } catch {
    at('state').textContent = 'The demo does not answer. Trying again…';
  }
}

function showList() {
  at('list').replaceChildren(...messages.map(toItem));
  at('empty').hidden = messages.length > 0 || chosen !== null;
  if (chosen === null && messages.length > 0 && matchMedia('(min-width: 721px)').matches) show(messages[0]);
}

function toItem(message) {
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.id = message.id;
  button.setAttribute('aria-current', String(chosen === message.id));
  const subject = document.createElement('strong');
  subject.textContent = message.subject;
  const line = document.createElement('span');
  const to = document.createElement('span');
  to.textContent = message.to;
  const time = document.createElement('time');
  time.dateTime = message.receivedAt;
  time.textContent = new Date(message.receivedAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  line.append(to, time);
  button.append(subject, line);
  button.addEventListener('click', () => { main.classList.add('reading'); show(message); });
  const item = document.createElement('li');
  item.append(button);
  return item;
}

function show(message) {
  chosen = message.id;
  at('empty').hidden = true;
  at('reader').hidden = false;
  at('subject').textContent = message.subject;
  at('recipient').textContent = message.to;
  at('sender').textContent = message.from;
  at('received').textContent = new Date(message.receivedAt).toLocaleString();
  at('text').textContent = message.text;
  at('html').src = '/demo/inbox/messages/' + encodeURIComponent(message.id) + '/html?token=' + encodeURIComponent(token);
  for (const button of at('list').querySelectorAll('button')) button.setAttribute('aria-current', String(button.dataset.id === chosen));
}

function showAs(text) {
  at('text').hidden = !text;
  at('html').hidden = text;
  at('as-text').setAttribute('aria-pressed', String(text));
  at('as-html').setAttribute('aria-pressed', String(!text));
}

at('as-text').addEventListener('click', () => showAs(true));
at('as-html').addEventListener('click', () => showAs(false));
at('back').addEventListener('click', () => main.classList.remove('reading'));
at('to').addEventListener('input', load);
setInterval(() => { if (!document.hidden) load(); }, 2000);
document.addEventListener('visibilitychange', () => { if (!document.hidden) load(); });
load();
`;
