import { useState } from 'react';
import { answer, api } from '../api/client';
import type { Challenge, Method, Proof } from '../api/types';
import type { Way } from './method-list';
import { askPasskey } from './passkey';

export interface VerificationOptions {
  challenge: Challenge;
  /** After a new code or another method. */
  onChallenge: (challenge: Challenge) => void;
  /** Presents the proof; what it throws is shown. */
  submit: (proof: Proof, method: Method) => Promise<unknown>;
  /** Of a login that waits for its second step; later on the session says who asks. */
  loginToken?: string;
}

export type Busy = 'submitting' | 'passkey' | 'switching' | null;

/** The state of answering one challenge, whatever it is for. */
export function useVerification({ challenge, onChallenge, submit, loginToken }: VerificationOptions) {
  const [usesBackupCode, setUsesBackupCode] = useState(challenge.method === 'backup_code');
  const [code, setCode] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState<Busy>(null);
  const [resent, setResent] = useState(false);
  const method: Method = usesBackupCode ? 'backup_code' : challenge.method;

  async function run(kind: Exclude<Busy, null>, act: () => Promise<unknown>) {
    if (busy) return;
    setBusy(kind);
    setResent(false);
    try {
      await act();
      setError(null);
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(null);
    }
  }

  const renew = async ({ method: wanted, factorId }: Partial<Way>) => {
    if (wanted === 'backup_code') return;
    const renewed = await answer(
      api.POST('/api/2fa/challenges/{id}/resend', {
        params: { path: { id: challenge.id } },
        body: {
          ...(wanted ? { method: wanted } : {}),
          ...(factorId ? { factorId } : {}),
          ...(loginToken ? { loginToken } : {}),
        },
      }),
    );
    onChallenge(renewed);
  };

  return {
    method,
    code,
    setCode,
    error,
    busy,
    resent,
    enter: (entered: string) => run('submitting', () => submit({ code: entered }, method)),
    usePasskey: () =>
      run('passkey', async () => submit({ credential: await askPasskey(challenge) }, 'webauthn')),
    resend: () =>
      run('switching', async () => {
        await renew({});
        setCode('');
        setResent(true);
      }),
    choose: (way: Way) =>
      run('switching', async () => {
        await renew(way);
        setUsesBackupCode(way.method === 'backup_code');
        setCode('');
      }),
  };
}

export type VerificationState = ReturnType<typeof useVerification>;
