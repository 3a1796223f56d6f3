import type { FastifyInstance } from 'fastify';
import { serveStandalonePage } from '../common/http/standalone-page';
import type { Random } from '../common/random';

/** Where "wasn't me" links lead. Opening it does nothing, so that scanners of mail may: only the button reports. */
export function serveWasntMePage(fastify: FastifyInstance, appName: string, random: Random): void {
  serveStandalonePage(fastify, random, {
    path: '/wasnt-me',
    title: "This wasn't me",
    appName,
    content,
    script,
  });
}

const content = `  <div id="state" role="status" aria-live="polite"></div>
  <form id="form">
    <p>If it was not you, confirm it here. Then at once:</p>
    <ul>
      <li>all sessions of your account end, on every device,</li>
      <li>no device is trusted any more,</li>
      <li>payments from your account stop until we have looked into it,</li>
      <li>your password no longer opens the account: we mail you a link to set a new one.</li>
    </ul>
    <button>It wasn't me: secure my account</button>
  </form>
  <div id="done" hidden>
    <p><strong>Your account is secured.</strong></p>
    <p>Look into your mailbox: a link to set a new password is on its way. If it does not come, ask for one on the login page.</p>
    <p>Log in with it, check your second factors and devices, and remove what is not yours. We look into what happened and write to you; until then no payment leaves your account.</p>
  </div>`;

/** The token leaves the address bar at once, so that it stays out of history and screenshots. */
const script = `
const state = document.getElementById('state');
const form = document.getElementById('form');
const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname);
const end = (text) => { form.hidden = true; state.textContent = text; };
if (!token) end('This link is not complete. Open it from the message again.');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  state.textContent = 'One moment…';
  try {
    const answer = await fetch('/api/security-reports', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    if (answer.ok) {
      end('');
      document.getElementById('done').hidden = false;
      return;
    }
    const problem = await answer.json();
    if (problem.code === 'report-link-invalid') return end(problem.title + '. ' + problem.detail);
    state.textContent = problem.title + '. ' + problem.detail;
  } catch {
    state.textContent = 'The server could not be reached. Nothing was changed; try again.';
  }
  button.disabled = false;
});
`;
