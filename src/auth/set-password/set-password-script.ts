/** Runs in the browser. The token leaves the address bar at once, so that it stays out of history and screenshots. */
export const setPasswordScript = `
const state = document.getElementById('state');
const form = document.getElementById('form');
const field = document.getElementById('password');
const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname);
const end = (text) => { form.hidden = true; state.textContent = text; };
if (!token) end('This link is not complete. Open it from the message again, or ask for a new one.');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  state.textContent = 'Setting the password…';
  try {
    const answer = await fetch('/api/auth/password-reset/confirm', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token, newPassword: field.value }),
    });
    if (answer.ok) return end('Your password is set. You can log in with it now.');
    const problem = await answer.json();
    if (problem.code === 'token-invalid') return end(problem.title + '. ' + problem.detail);
    state.textContent = problem.title + '. ' + problem.detail;
  } catch {
    state.textContent = 'The server could not be reached. Nothing was changed; try again.';
  }
  button.disabled = false;
  field.focus();
});
`;
