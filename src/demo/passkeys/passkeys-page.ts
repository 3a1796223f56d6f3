import { passkeysScript } from './passkeys-script';

/** One page without outside parts; only what carries the nonce of this answer runs. */
export function passkeysPage(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Passkeys · ShopFlow demo</title>
<style nonce="${nonce}">${styles}</style>
</head>
<body>
<main>
  <h1>Passkeys</h1>
  <p id="state" role="status" aria-live="polite">Log in as one of the demo’s people. Their passwords are in the terminal and in .data/demo.json.</p>
  <label>Code of an app, or a backup code; empty to use a passkey <input id="code" autocomplete="one-time-code" inputmode="text"></label>
  <form id="login">
    <h2>Log in</h2>
    <label>E-mail <input id="email" type="email" autocomplete="username" value="ben@demo.example" required></label>
    <label>Password <input id="password" type="password" autocomplete="current-password" required></label>
    <button>Log in</button>
  </form>
  <section id="account" hidden>
    <form id="add">
      <h2>Your second factors</h2>
      <ul id="factors"></ul>
      <label>Name of the new passkey <input id="label" maxlength="60" value="This computer" required></label>
      <button>Add a passkey</button>
    </form>
    <h2>Delivered milestones</h2>
    <ul id="milestones"></ul>
    <p id="none" hidden>Nothing waits for your approval.</p>
    <button id="leave" type="button">Log out</button>
  </section>
</main>
<script nonce="${nonce}">${passkeysScript}</script>
</body>
</html>`;
}

const styles = `
:root { color-scheme: light dark; --back: #f3f5f7; --card: #fff; --line: #dde3e8; --ink: #1f2933; --mark: #0b5d4e; --on-mark: #fff; }
@media (prefers-color-scheme: dark) { :root { --back: #14191d; --card: #1c2328; --line: #333d45; --ink: #e7ecf0; --mark: #6fd0b8; --on-mark: #14191d; } }
* { box-sizing: border-box; }
[hidden] { display: none; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: var(--back); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { width: min(520px, calc(100% - 32px)); margin: 16px 0; padding: 28px; background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
h1 { margin: 0 0 8px; font-size: 22px; }
h2 { margin: 16px 0 0; font-size: 17px; }
form, label { display: grid; gap: 8px; }
ul { margin: 8px 0; padding-left: 20px; }
li { margin: 6px 0; }
input, button { font: inherit; padding: 10px 12px; border-radius: 8px; border: 1px solid var(--line); }
input { background: var(--back); color: var(--ink); }
button { margin-top: 8px; border: 0; background: var(--mark); color: var(--on-mark); font-weight: 600; cursor: pointer; }
button:disabled { opacity: .6; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
`;
