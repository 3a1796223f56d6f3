import { inboxScript } from './inbox-script';

/** One page without outside parts; only what carries the nonce of this answer runs. */
export function inboxPage(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inbox · ShopFlow demo</title>
<style nonce="${nonce}">${styles}</style>
</head>
<body>
<header>
  <h1>Inbox</h1>
  <p id="state" role="status" aria-live="polite">Loading…</p>
  <label>Only to <input id="to" type="search" placeholder="ada@" autocomplete="off" spellcheck="false"></label>
</header>
<main>
  <nav aria-label="Messages"><ol id="list"></ol></nav>
  <section id="reader" aria-label="Message" hidden>
    <button id="back" type="button">‹ All messages</button>
    <h2 id="subject"></h2>
    <dl><dt>To</dt><dd id="recipient"></dd><dt>From</dt><dd id="sender"></dd><dt>At</dt><dd id="received"></dd></dl>
    <div id="tabs" role="group" aria-label="Shown as">
      <button id="as-html" type="button" aria-pressed="true">As sent</button>
      <button id="as-text" type="button" aria-pressed="false">Plain text</button>
    </div>
    <iframe id="html" title="The message as a mail program shows it" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
    <pre id="text" tabindex="0" hidden></pre>
  </section>
  <p id="empty" hidden>No message yet. Register, log in or approve a payment, and the mail shows up here by itself.</p>
</main>
<script nonce="${nonce}">${inboxScript}</script>
</body>
</html>`;
}

const styles = `
:root { color-scheme: light dark; --back: #f3f5f7; --card: #fff; --line: #dde3e8; --ink: #1f2933; --dim: #55626e; --mark: #0b5d4e; --soft: #e6f2ee; }
@media (prefers-color-scheme: dark) { :root { --back: #14191d; --card: #1c2328; --line: #333d45; --ink: #e7ecf0; --dim: #a3b0bb; --mark: #6fd0b8; --soft: #20352f; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; height: 100vh; height: 100dvh; display: flex; flex-direction: column; background: var(--back); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; padding: 14px 20px; border-bottom: 1px solid var(--line); background: var(--card); }
h1 { margin: 0; font-size: 20px; color: var(--mark); }
header p { margin: 0; color: var(--dim); font-size: 14px; flex: 1 1 160px; }
header label { color: var(--dim); font-size: 14px; }
input { font: inherit; padding: 6px 10px; border: 1px solid var(--line); border-radius: 8px; background: var(--back); color: var(--ink); width: 220px; max-width: 100%; }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(260px, 360px) 1fr; }
nav { overflow-y: auto; border-right: 1px solid var(--line); background: var(--card); }
ol { list-style: none; margin: 0; padding: 8px; }
li button { display: block; width: 100%; text-align: left; border: 0; border-radius: 8px; padding: 10px 12px; background: none; color: inherit; font: inherit; cursor: pointer; }
li button:hover, li button[aria-current="true"] { background: var(--soft); }
li strong { display: block; font-weight: 600; overflow-wrap: anywhere; }
li span { display: flex; justify-content: space-between; gap: 8px; color: var(--dim); font-size: 13px; }
li span span:first-child { overflow: hidden; text-overflow: ellipsis; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
#reader { min-width: 0; padding: 20px; display: flex; flex-direction: column; gap: 12px; overflow: auto; }
#back { display: none; align-self: flex-start; }
h2 { margin: 0; font-size: 20px; line-height: 1.3; overflow-wrap: anywhere; }
dl { margin: 0; display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; font-size: 14px; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
#tabs button, #back { font: inherit; font-size: 14px; padding: 6px 14px; border: 1px solid var(--line); border-radius: 999px; background: var(--card); color: var(--ink); cursor: pointer; }
#tabs button[aria-pressed="true"] { border-color: var(--mark); color: var(--mark); font-weight: 600; }
iframe, pre { flex: 1; width: 100%; min-height: 320px; margin: 0; border: 1px solid var(--line); border-radius: 12px; background: #f3f5f7; }
pre { padding: 16px; overflow: auto; background: var(--card); white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.55 ui-monospace, monospace; }
#empty { margin: auto; padding: 32px; max-width: 420px; text-align: center; color: var(--dim); }
@media (max-width: 720px) {
  main { grid-template-columns: 1fr; }
  nav { border-right: 0; }
  main.reading nav { display: none; }
  main:not(.reading) #reader { display: none; }
  #back { display: block; }
}`;
