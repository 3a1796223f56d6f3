import type { FastifyInstance } from 'fastify';
import { serveStandalonePage } from '../common/http/standalone-page';
import type { Random } from '../common/random';

/** Where the links of a recovery lead. Opening them does nothing, so that scanners of mail may: only the buttons act. */
export function serveRecoveryPages(fastify: FastifyInstance, appName: string, random: Random): void {
  serveStandalonePage(fastify, random, {
    path: '/recovery/veto',
    title: 'Stop the recovery of your account',
    appName,
    content: vetoContent,
    script: scriptFor('/api/recovery/veto', {}),
  });
  serveStandalonePage(fastify, random, {
    path: '/recovery/complete',
    title: 'Set up a new second factor',
    appName,
    content: completeContent,
    script: scriptFor('/api/recovery/complete', { transport: 'cookie' }, rememberSession),
  });
}

const vetoContent = `  <div id="state" role="status" aria-live="polite"></div>
  <form id="form">
    <p>Somebody has asked to replace the second factors of your account because they were lost. If that was not you, stop it here. It works at any time before a new factor is there, and changes nothing else.</p>
    <button>It wasn't me: stop the recovery</button>
  </form>
  <div id="done" hidden>
    <p><strong>The recovery is stopped.</strong></p>
    <p>Your second factors are as they were. Whoever asked could read your mailbox or knew your address: change the password of the mailbox, and that of your account, if in doubt.</p>
  </div>`;

const completeContent = `  <div id="state" role="status" aria-live="polite"></div>
  <form id="form">
    <p>This opens your account on this device, once, to set up a new second factor. Then at once:</p>
    <ul>
      <li>all other sessions of your account end,</li>
      <li>no device is trusted any more,</li>
      <li>payments from your account wait for a day.</li>
    </ul>
    <p>Your old factors and backup codes stop working when the new factor is set up, not before.</p>
    <button>Go on</button>
  </form>
  <div id="done" hidden>
    <p><strong>Your account is open to set up a new second factor.</strong></p>
    <p><a href="/set-up">Set it up now</a>. If you close this browser before, you have to ask for a recovery again.</p>
  </div>`;

/** Scripts cannot see the session; this tells the web app that asking for it makes sense (src/web/shared/session). */
const rememberSession = "localStorage.setItem('signed-in', 'yes');";

/** The token leaves the address bar at once, so that it stays out of history and screenshots. */
function scriptFor(path: string, extras: Record<string, string>, onDone = ''): string {
  return `
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
    const answer = await fetch('${path}', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token, ...${JSON.stringify(extras)} }),
    });
    if (answer.ok) {
      end('');
      ${onDone}
      document.getElementById('done').hidden = false;
      return;
    }
    const problem = await answer.json();
    const text = problem.title + '. ' + problem.detail;
    if (answer.status === 410 || answer.status === 409) return end(text);
    state.textContent = text;
  } catch {
    state.textContent = 'The server could not be reached. Nothing was changed; try again.';
  }
  button.disabled = false;
});
`;
}
