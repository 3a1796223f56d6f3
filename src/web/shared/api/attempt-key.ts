const PREFIX = 'attempt:';

/**
 * The Idempotency-Key of one thing that a person is about to do, e.g. approving just these milestones. It survives a
 * reload and the back button, so that doing it again asks for what happened the first time instead of doing it twice.
 * @param attempt what is to be done, with everything that makes it another thing when it changes
 */
export function attemptKey(attempt: string): string {
  const place = PREFIX + attempt;
  const known = sessionStorage.getItem(place);
  if (known) return known;
  const key = crypto.randomUUID();
  sessionStorage.setItem(place, key);
  return key;
}

/** When it is over: doing the same again is a new attempt. */
export function endAttempt(attempt: string): void {
  sessionStorage.removeItem(PREFIX + attempt);
}

/** Of one kind, e.g. all approvals: they belong to the session they were begun in. */
export function endAttempts(kind: string): void {
  for (const place of Object.keys(sessionStorage))
    if (place.startsWith(`${PREFIX}${kind} `)) sessionStorage.removeItem(place);
}
