import type { FastifyInstance } from 'fastify';
import { serveStandalonePage } from '../../common/http/standalone-page';
import type { Random } from '../../common/random';
import { setPasswordScript } from './set-password-script';

/** Where the links in mails and of new operator accounts lead. */
export function serveSetPasswordPage(fastify: FastifyInstance, appName: string, random: Random): void {
  serveStandalonePage(fastify, random, {
    path: '/set-password',
    title: 'Set a password',
    appName,
    content,
    script: setPasswordScript,
  });
}

const content = `  <p id="state" role="status" aria-live="polite">Choose one of at least 12 characters. It ends every session of your account; a second factor stays as it is.</p>
  <form id="form">
    <label for="password">New password</label>
    <input id="password" type="password" autocomplete="new-password" minlength="12" maxlength="1024" required>
    <button>Set password</button>
  </form>`;
