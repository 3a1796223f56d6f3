import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../shared/api/client';
import { fieldError, isProblem } from '../../shared/api/problem';
import { texts } from '../../shared/texts';
import { onSubmit } from '../../shared/ui/form';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Section } from '../../shared/ui/section';
import { CodeEntry } from '../../shared/verification/code-entry';
import { useStepUp } from '../../shared/verification/use-step-up';

const words = texts.account.email;

export function ChangeEmail() {
  const [waiting, setWaiting] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const { attempt, dialog } = useStepUp('change-email');
  const request = useMutation({
    mutationFn: ({ newEmail = '', password = '' }: Record<string, string>) =>
      attempt(
        async (challengeId) => {
          const params = { header: challengeId ? { 'X-2FA-Challenge': challengeId } : {} };
          const body = { newEmail, password };
          const asked = await answer(api.POST('/api/auth/email', { params, body }));
          setDone(null);
          setWaiting(asked.newEmail);
        },
        { about: <Text>{words.about(newEmail)}</Text> },
      ),
  });
  const finish = (address: string | null) => {
    setWaiting(null);
    setDone(address);
  };
  const isWrong = isProblem(request.error, 'invalid-credentials');
  const invalid = fieldError(request.error, '/newEmail');
  return (
    <Section title={words.title}>
      {waiting === null ? (
        <form onSubmit={onSubmit((values) => request.mutate(values))}>
          <Stack gap="sm" maw={420}>
            <Text size="sm" c="dimmed">
              {words.hint}
            </Text>
            {!isWrong && !invalid && <ProblemAlert error={request.error} />}
            <TextInput
              name="newEmail"
              type="email"
              label={words.newEmail}
              autoComplete="email"
              required
              withAsterisk={false}
              error={invalid}
            />
            <PasswordInput
              name="password"
              label={words.password}
              autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': texts.accounts.showPassword, tabIndex: 0 }}
              required
              withAsterisk={false}
              error={isWrong && words.wrongPassword}
            />
            <div>
              <Button type="submit" variant="default" loading={request.isPending}>
                {words.button}
              </Button>
            </div>
          </Stack>
        </form>
      ) : (
        <ConfirmEmail address={waiting} onDone={() => finish(waiting)} onCancel={() => finish(null)} />
      )}
      <Text role="status" size="sm">
        {done ? words.done(done) : ''}
      </Text>
      {dialog}
    </Section>
  );
}

interface ConfirmEmailProps {
  address: string;
  onDone: () => void;
  onCancel: () => void;
}

function ConfirmEmail({ address, onDone, onCancel }: ConfirmEmailProps) {
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: async (entered: string) => {
      await answer(api.POST('/api/auth/email/confirm', { body: { code: entered } }));
      await queries.invalidateQueries();
      onDone();
    },
  });
  const isIncorrect = isProblem(confirm.error, 'code-incorrect');
  const { incorrect } = texts.accounts.verifyEmail;
  return (
    <form onSubmit={onSubmit(() => confirm.mutate(code))} noValidate>
      <Stack gap="sm" maw={420}>
        <Text fw={600}>{words.sentTitle}</Text>
        <Text size="sm">{words.sent(address)}</Text>
        {!isIncorrect && <ProblemAlert error={confirm.error} />}
        <CodeEntry
          label={words.code}
          value={code}
          onChange={setCode}
          onComplete={(entered) => confirm.mutate(entered)}
          isBusy={confirm.isPending}
          error={isIncorrect && incorrect.title}
        />
        <Button type="submit" loading={confirm.isPending} disabled={code.length < 6}>
          {words.confirm}
        </Button>
        <Button variant="subtle" color="gray" onClick={onCancel}>
          {words.cancel}
        </Button>
      </Stack>
    </form>
  );
}
