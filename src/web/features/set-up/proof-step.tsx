import { Stack } from '@mantine/core';
import { useState } from 'react';
import type { SentSetUp } from '../../shared/api/types';
import { texts } from '../../shared/texts';
import { Verification } from '../../shared/verification/verification';
import type { SetUp, Stage } from './stage';
import { TotpProof } from './totp-proof';
import type { SetUpActions } from './use-set-up';

interface ProofStepProps {
  setUp: Extract<Stage, { at: 'proof' }>['setUp'];
  actions: SetUpActions;
  onBack: () => void;
}

/** The new way is used once, before it counts. */
export function ProofStep({ setUp, actions: { activate }, onBack }: ProofStepProps) {
  const submit = (code: string) => activate(setUp, { code });
  return setUp.method === 'totp' ? (
    <TotpProof started={setUp.started} submit={submit} onBack={onBack} />
  ) : (
    <SentProof method={setUp.method} started={setUp.started} submit={submit} onBack={onBack} />
  );
}

interface SentProofProps {
  method: SetUp['method'];
  started: SentSetUp;
  submit: (code: string) => Promise<void>;
  onBack: () => void;
}

function SentProof({ started, submit, onBack }: SentProofProps) {
  const [challenge, setChallenge] = useState(started.challenge);
  return (
    <Stack gap="md">
      <Verification
        // Phones that are set up already are no way to prove this one.
        challenge={{ ...challenge, phones: [] }}
        onChallenge={setChallenge}
        offersBackupCode={false}
        label={texts.setUp.sent.button}
        submit={async (proof) => {
          if ('code' in proof) await submit(proof.code);
        }}
        onCancel={onBack}
        cancelLabel={texts.setUp.backToMethods}
      />
    </Stack>
  );
}
