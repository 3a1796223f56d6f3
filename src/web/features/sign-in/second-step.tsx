import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../../shared/api/client';
import { isProblem } from '../../shared/api/problem';
import type { Challenge } from '../../shared/api/types';
import { texts } from '../../shared/texts';
import { CardPage } from '../../shared/ui/card-page';
import { TextLink } from '../../shared/ui/link';
import { Verification } from '../../shared/verification/verification';
import type { WaitingLogin } from './waiting-login';

interface SecondStepProps {
  waiting: WaitingLogin;
  onChallenge: (challenge: Challenge) => void;
  onDone: (mustEnrol: boolean) => Promise<void>;
  onStartOver: () => void;
}

const words = texts.accounts.secondStep;

export function SecondStep({ waiting, onChallenge, onDone, onStartOver }: SecondStepProps) {
  const { loginToken, challenge } = waiting;
  const [isLost, setIsLost] = useState(false);
  return (
    <CardPage
      title={words.title}
      lead={words.why}
      footer={<TextLink to="/recovery">{texts.accounts.signIn.lostDevice}</TextLink>}
    >
      <Verification
        challenge={challenge}
        onChallenge={onChallenge}
        loginToken={loginToken}
        label={words.button}
        offersTrust={!isLost}
        besideBackupCode={
          <Checkbox
            checked={isLost}
            onChange={(event) => setIsLost(event.currentTarget.checked)}
            label={words.lost}
            description={words.lostHint}
          />
        }
        onCancel={onStartOver}
        cancelLabel={words.startOver}
        submit={async (proof, method, { trustDevice }) => {
          const lostDevice = isLost && method === 'backup_code';
          // Who has lost a device trusts none: the server refuses both together.
          const body = { loginToken, method, trustDevice: trustDevice && !lostDevice, lostDevice, ...proof };
          const { status } = await answer(api.POST('/api/2fa/validate', { body })).catch((error: unknown) => {
            if (isProblem(error, 'login-expired')) setTimeout(onStartOver, READING_TIME_MS);
            throw error;
          });
          await onDone(status === 'enrolment_required');
        }}
      />
    </CardPage>
  );
}

/** Long enough to read why the password is asked for again. */
const READING_TIME_MS = 4_000;
