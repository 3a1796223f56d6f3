import type { FastifyInstance } from 'fastify';
import type { Random } from '../random';

interface StandalonePage {
  path: string;
  title: string;
  appName: string;
  /** Below the heading; HTML that the application has written itself. */
  content: string;
  /** Runs in the browser. */
  script: string;
}

const policy = (nonce: string) =>
  `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Where links in mails lead. Their token stands behind the `#` and never reaches this route. */
export function serveStandalonePage(
  fastify: FastifyInstance,
  random: Random,
  { path, title, appName, content, script }: StandalonePage,
): void {
  const name = escapeHtml(appName);
  fastify.get(path, (_request, reply) => {
    const nonce = random.bytes(16).toString('base64');
    reply.header('Content-Security-Policy', policy(nonce)).type('text/html; charset=utf-8');
    return reply.send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${name}</title>
<style nonce="${nonce}">${styles}</style>
</head>
<body>
<main>
  <h1>${title}</h1>
${content}
</main>
<script nonce="${nonce}">${script}</script>
</body>
</html>`);
  });
}

/** For text between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const styles = `
:root { color-scheme: light dark; --back: #f3f5f7; --card: #fff; --line: #dde3e8; --ink: #1f2933; --mark: #0b5d4e; --on-mark: #fff; }
@media (prefers-color-scheme: dark) { :root { --back: #14191d; --card: #1c2328; --line: #333d45; --ink: #e7ecf0; --mark: #6fd0b8; --on-mark: #14191d; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: var(--back); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { width: min(420px, calc(100% - 32px)); padding: 28px; background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
h1 { margin: 0 0 8px; font-size: 22px; }
form { display: grid; gap: 8px; }
[hidden] { display: none; }
input, button { font: inherit; padding: 10px 12px; border-radius: 8px; border: 1px solid var(--line); }
input { background: var(--back); color: var(--ink); }
button { margin-top: 8px; border: 0; background: var(--mark); color: var(--on-mark); font-weight: 600; cursor: pointer; }
button:disabled { opacity: .6; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
`;
