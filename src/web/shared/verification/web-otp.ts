import { useEffect, useRef } from 'react';

interface OneTimeCode extends Credential {
  code: string;
}

/**
 * Takes the code out of a text that ends in "@host #code", where the browser asks the person and hands it over
 * (https://wicg.github.io/web-otp/). Elsewhere nothing happens: the keyboard suggests the code.
 */
export function useTextedCode(isAwaited: boolean, onCode: (code: string) => void): void {
  const latest = useRef(onCode);
  latest.current = onCode;
  useEffect(() => {
    if (!isAwaited || !('OTPCredential' in window)) return;
    const giveUp = new AbortController();
    const request = { otp: { transport: ['sms'] }, signal: giveUp.signal } as CredentialRequestOptions;
    navigator.credentials.get(request).then(
      (found) => found && latest.current((found as OneTimeCode).code),
      () => undefined,
    );
    return () => giveUp.abort();
  }, [isAwaited]);
}
