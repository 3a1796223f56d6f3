import { Button, PasswordInput, Radio, Stack, TextInput } from '@mantine/core';
import '@mantine/core/styles/Radio.css';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { answer, api } from '../../shared/api/client';
import { fieldError, isProblem } from '../../shared/api/problem';
import { keepUnproven } from '../../shared/session/unproven-address';
import { texts } from '../../shared/texts';
import { CardPage } from '../../shared/ui/card-page';
import { onSubmit } from '../../shared/ui/form';
import { TextLink } from '../../shared/ui/link';
import { OwnEmailInput } from '../../shared/ui/own-email-input';
import { ProblemAlert } from '../../shared/ui/problem-alert';

const words = texts.accounts.register;

export function Component() {
  const navigate = useNavigate();
  const register = useMutation({
    mutationFn: ({ email = '', password = '', name = '', accountType }: Record<string, string>) => {
      const body = {
        email,
        password,
        name,
        accountType: accountType === 'payee' ? 'payee' : 'client',
      } as const;
      return answer(api.POST('/api/auth/register', { body }));
    },
    onSuccess: (_, { email = '', password = '' }) => {
      keepUnproven({ email, password });
      return navigate('/verify-email');
    },
  });
  const isWeak = isProblem(register.error, 'password-too-weak');

  return (
    <CardPage
      title={words.title}
      lead={words.lead}
      footer={
        <>
          {words.haveAccount} <TextLink to="/sign-in">{words.signIn}</TextLink>
        </>
      }
    >
      <form onSubmit={onSubmit((values) => register.mutate(values))}>
        <Stack gap="md">
          {!isWeak && <ProblemAlert error={register.error} />}
          <Radio.Group name="accountType" label={words.iAm} defaultValue="client" withAsterisk={false}>
            <Stack gap="sm" mt="xs">
              <Radio value="client" label={words.client} description={words.clientHint} />
              <Radio value="payee" label={words.payee} description={words.payeeHint} />
            </Stack>
          </Radio.Group>
          <TextInput
            name="name"
            label={texts.accounts.name}
            autoComplete="name"
            maxLength={100}
            required
            withAsterisk={false}
            size="md"
            error={fieldError(register.error, '/name')}
          />
          <OwnEmailInput error={fieldError(register.error, '/email')} />
          <PasswordInput
            name="password"
            label={texts.accounts.password}
            description={texts.accounts.passwordHint}
            autoComplete="new-password"
            minLength={12}
            required
            withAsterisk={false}
            size="md"
            visibilityToggleButtonProps={{ 'aria-label': texts.accounts.showPassword, tabIndex: 0 }}
            error={isWeak ? (register.error as Error).message : fieldError(register.error, '/password')}
          />
          <Button type="submit" size="md" loading={register.isPending}>
            {words.button}
          </Button>
        </Stack>
      </form>
    </CardPage>
  );
}
