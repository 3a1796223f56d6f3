import { Button, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answer, api } from '../../shared/api/client';
import { isProblem } from '../../shared/api/problem';
import type { Challenge, Proof } from '../../shared/api/types';
import { texts } from '../../shared/texts';
import { onSubmit } from '../../shared/ui/form';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Verification } from '../../shared/verification/verification';

interface BothProofsDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will happen. */
  children: ReactNode;
  /** Sends both at once; what it throws is shown. */
  submit: (proofs: Proof & { password: string }) => Promise<unknown>;
}

const words = texts.security.bothProofs;

/** For the few things that take the password and the second step together. */
export function BothProofsDialog({ opened, onClose, title, ...rest }: BothProofsDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': texts.shell.close }}
      closeOnClickOutside={false}
      centered
    >
      {opened && <BothProofs onClose={onClose} {...rest} />}
    </Modal>
  );
}

function BothProofs({ onClose, children, submit }: Omit<BothProofsDialogProps, 'opened' | 'title'>) {
  const [password, setPassword] = useState('');
  const [isWrong, setWrong] = useState(false);
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const open = useMutation({
    mutationFn: () => answer(api.POST('/api/2fa/challenges', { body: { purpose: 'manage-factors' } })),
    onSuccess: setChallenge,
  });
  if (challenge)
    return (
      <Verification
        challenge={challenge}
        onChallenge={setChallenge}
        label={words.confirm}
        onCancel={onClose}
        submit={async (proof) => {
          try {
            await submit({ ...proof, password });
          } catch (error) {
            if (!isProblem(error, 'invalid-credentials')) throw error;
            setWrong(true);
            setChallenge(null);
          }
        }}
      />
    );
  return (
    <form onSubmit={onSubmit(() => open.mutate())}>
      <Stack gap="md">
        <Text>{children}</Text>
        <ProblemAlert error={open.error} />
        <PasswordInput
          label={words.password}
          description={words.afterwards}
          value={password}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
            setWrong(false);
          }}
          error={isWrong && words.wrongPassword}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': texts.accounts.showPassword, tabIndex: 0 }}
          required
          withAsterisk={false}
          data-autofocus
        />
        <Button type="submit" loading={open.isPending}>
          {words.next}
        </Button>
      </Stack>
    </form>
  );
}
