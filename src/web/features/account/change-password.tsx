import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { answer, api } from '../../shared/api/client';
import { fieldError, isProblem } from '../../shared/api/problem';
import { useMe } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { onSubmit } from '../../shared/ui/form';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Section } from '../../shared/ui/section';

const words = texts.account.password;
const visibility = {
  visibilityToggleButtonProps: { 'aria-label': texts.accounts.showPassword, tabIndex: 0 },
};

export function ChangePassword() {
  const { email } = useMe();
  const form = useRef<HTMLFormElement>(null);
  const change = useMutation({
    mutationFn: ({ currentPassword = '', newPassword = '' }: Record<string, string>) =>
      answer(api.POST('/api/auth/password', { body: { currentPassword, newPassword } })),
    onSuccess: () => form.current?.reset(),
  });
  const { error } = change;
  const isWrong = isProblem(error, 'invalid-credentials');
  const isWeak = isProblem(error, 'password-too-weak');
  return (
    <Section title={words.title}>
      <form ref={form} onSubmit={onSubmit((values) => change.mutate(values))}>
        <Stack gap="sm" maw={420}>
          {!isWrong && !isWeak && <ProblemAlert error={error} />}
          {/* Password managers want to know whose password it is. */}
          <input type="hidden" autoComplete="username" value={email} readOnly />
          <PasswordInput
            name="currentPassword"
            label={words.current}
            autoComplete="current-password"
            required
            withAsterisk={false}
            error={isWrong && words.wrong}
            {...visibility}
          />
          <PasswordInput
            name="newPassword"
            label={words.next}
            description={texts.accounts.passwordHint}
            autoComplete="new-password"
            minLength={12}
            required
            withAsterisk={false}
            error={isWeak ? (error as Error).message : fieldError(error, '/newPassword')}
            {...visibility}
          />
          <div>
            <Button type="submit" variant="default" loading={change.isPending}>
              {words.button}
            </Button>
          </div>
          <Text role="status" size="sm">
            {change.isSuccess ? words.done : ''}
          </Text>
        </Stack>
      </form>
    </Section>
  );
}
