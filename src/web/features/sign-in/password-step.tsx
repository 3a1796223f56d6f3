import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';
import { answer, api } from '../../shared/api/client';
import { isProblem } from '../../shared/api/problem';
import { keepUnproven } from '../../shared/session/unproven-address';
import { texts } from '../../shared/texts';
import { CardPage } from '../../shared/ui/card-page';
import { onSubmit } from '../../shared/ui/form';
import { IconInfo } from '../../shared/ui/icons';
import { TextLink } from '../../shared/ui/link';
import { OwnEmailInput } from '../../shared/ui/own-email-input';
import { Notice, ProblemAlert } from '../../shared/ui/problem-alert';
import type { WaitingLogin } from './waiting-login';

interface PasswordStepProps {
  onDone: (mustEnrol: boolean) => Promise<void>;
  onSecondStep: (waiting: WaitingLogin) => void;
}

const words = texts.accounts.signIn;
const notices: Record<string, string> = { ended: words.ended, 'signed-out': words.signedOut };

export function PasswordStep({ onDone, onSecondStep }: PasswordStepProps) {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const notice = notices[search.get('reason') ?? ''];
  const login = useMutation({
    mutationFn: async ({ email = '', password = '' }: Record<string, string>) => {
      const body = { email, password, transport: 'cookie' } as const;
      const step = await answer(api.POST('/api/auth/login', { body }));
      if (step.status === 'two_factor_required') onSecondStep(step);
      else await onDone(step.status === 'enrolment_required');
    },
    onError: (error, { email = '', password = '' }) => {
      if (!isProblem(error, 'email-not-verified')) return;
      keepUnproven({ email, password, isReminder: true });
      navigate('/verify-email');
    },
  });

  return (
    <CardPage
      title={words.title}
      lead={words.lead}
      footer={
        <>
          {words.noAccount} <TextLink to="/register">{words.register}</TextLink>
          {' · '}
          <TextLink to="/help">{texts.shell.navigation.help}</TextLink>
        </>
      }
    >
      <form onSubmit={onSubmit((values) => login.mutate(values))}>
        <Stack gap="md">
          {notice && !login.error && <Notice tone="info" title={notice} icon={<IconInfo />} />}
          <ProblemAlert error={login.error} />
          <OwnEmailInput autoFocus />
          <PasswordInput
            name="password"
            label={texts.accounts.password}
            autoComplete="current-password"
            required
            withAsterisk={false}
            size="md"
            visibilityToggleButtonProps={{ 'aria-label': texts.accounts.showPassword, tabIndex: 0 }}
          />
          <Group justify="space-between">
            <Text size="sm">
              <TextLink to="/recovery">{words.lostDevice}</TextLink>
            </Text>
            <Text size="sm">
              <TextLink to="/reset-password">{words.forgot}</TextLink>
            </Text>
          </Group>
          <Button type="submit" size="md" loading={login.isPending}>
            {words.button}
          </Button>
        </Stack>
      </form>
    </CardPage>
  );
}
