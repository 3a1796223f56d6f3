import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import type { FactorProof, PasskeySetUp, SetupFactorRequest } from '../../shared/api/types';
import { leaveEnrolment } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { createPasskey } from '../../shared/verification/passkey';
import { useStepUp } from '../../shared/verification/use-step-up';
import type { SetUp, Stage } from './stage';

/** Begins and finishes set-ups. */
export function useSetUp(go: (stage: Stage) => void, { needsProof }: { needsProof: boolean }) {
  const queries = useQueryClient();
  const { confirm, dialog } = useStepUp('manage-factors');

  async function activate({ method, started: { factorId } }: SetUp, proof: FactorProof) {
    const body = { factorId, ...proof };
    const { backupCodes, recoveryCode } = await answer(api.POST('/api/2fa/verify', { body }));
    leaveEnrolment(queries);
    const codes = backupCodes && recoveryCode ? { backupCodes, recoveryCode } : null;
    go(codes ? { at: 'codes', method, codes } : { at: 'done', method });
    await queries.invalidateQueries();
  }

  const begin = useMutation({
    mutationFn: async ({ body, challengeId }: { body: SetupFactorRequest; challengeId?: string }) => {
      const params = { header: challengeId ? { 'X-2FA-Challenge': challengeId } : {} };
      const { method } = body;
      const started = await answer(api.POST('/api/2fa/setup', { params, body }));
      const setUp = { method, started } as SetUp;
      if (setUp.method !== 'webauthn') return go({ at: 'proof', setUp });
      await activate(setUp, { credential: await createPasskey(started as PasskeySetUp) });
    },
  });

  return {
    dialog,
    begin: (body: SetupFactorRequest) => {
      if (!needsProof) return begin.mutate({ body });
      confirm(async (challengeId) => begin.mutate({ body, challengeId }), {
        about: texts.setUp.confirmFirst,
      });
    },
    isBeginning: begin.isPending,
    error: begin.error,
    forgetError: begin.reset,
    activate,
  };
}

export type SetUpActions = ReturnType<typeof useSetUp>;
