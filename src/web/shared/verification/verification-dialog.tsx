import { Modal, Skeleton, Stack, Text } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { answer, api } from '../api/client';
import { isProblem } from '../api/problem';
import type { Challenge, ChallengePurpose, Proof } from '../api/types';
import { formatMoney } from '../format/money';
import { texts } from '../texts';
import { Notice, ProblemAlert } from '../ui/problem-alert';
import { Verification } from './verification';

interface VerificationDialogProps {
  purpose: ChallengePurpose;
  opened: boolean;
  onClose: () => void;
  /** Repeat the protected request with this as `X-2FA-Challenge`; what it throws is shown. */
  onVerified: (challengeId: string) => Promise<unknown>;
  /** What the person is about to do. */
  children?: ReactNode;
  /** In the title, when it is about money. */
  amount?: { amount: number; currency: string };
}

/** The second step before any protected action (RFC 9470): opens a challenge, has it answered, and lets the action go on. */
export function VerificationDialog({ opened, onClose, amount, ...rest }: VerificationDialogProps) {
  const { dialogTitle, dialogTitleWith } = texts.verification;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={amount ? dialogTitleWith(formatMoney(amount.amount, amount.currency)) : dialogTitle}
      closeButtonProps={{ 'aria-label': texts.shell.close }}
      closeOnClickOutside={false}
      centered
    >
      {opened && <DialogContent onClose={onClose} {...rest} />}
    </Modal>
  );
}

function DialogContent({
  purpose,
  onClose,
  onVerified,
  children,
}: Omit<VerificationDialogProps, 'opened' | 'amount'>) {
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const [error, setError] = useState<unknown>(null);
  const prove = useProofOnce();
  useEffect(() => {
    let isGone = false;
    answer(api.POST('/api/2fa/challenges', { body: { purpose } })).then(
      (opened) => isGone || setChallenge(opened),
      (refusal: unknown) => isGone || setError(refusal),
    );
    return () => {
      isGone = true;
    };
  }, [purpose]);

  if (isProblem(error, 'two-factor-not-enabled'))
    return (
      <Notice tone="info" title={texts.verification.needsFactor.title}>
        <Text size="sm">{texts.verification.needsFactor.detail}</Text>
      </Notice>
    );
  if (error) return <ProblemAlert error={error} />;
  if (!challenge) return <Loading />;
  return (
    <Stack gap="md">
      {children}
      <Text size="sm" c="dimmed">
        {texts.verification.dialogWhy}
      </Text>
      <Verification
        challenge={challenge}
        onChallenge={setChallenge}
        onCancel={onClose}
        submit={async (proof) => {
          await prove(challenge.id, proof);
          await onVerified(challenge.id);
          onClose();
        }}
      />
    </Stack>
  );
}

/** A proof is good once: when only what comes after it has failed, or its answer was lost, it is not sent again. */
function useProofOnce() {
  const state = useRef<'open' | 'unclear' | 'proven'>('open');
  return async (id: string, body: Proof) => {
    if (state.current === 'proven') return;
    try {
      await answer(api.POST('/api/2fa/challenges/{id}/verify', { params: { path: { id } }, body }));
    } catch (error) {
      const wasUnclear = state.current === 'unclear';
      if (isProblem(error) && error.isUnclear) state.current = 'unclear';
      if (!wasUnclear || !isProblem(error, 'challenge-used')) throw error;
    }
    state.current = 'proven';
  };
}

function Loading() {
  return (
    <Stack gap="md" aria-busy="true" aria-label={texts.shell.loading}>
      <Skeleton h={20} w="80%" />
      <Skeleton h={60} />
      <Skeleton h={42} />
    </Stack>
  );
}
