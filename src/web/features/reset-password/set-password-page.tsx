import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import { fieldError, isProblem } from '../../shared/api/problem';
import { LinkPage } from '../../shared/links/link-page';
import { useLinkToken } from '../../shared/links/link-token';
import { texts } from '../../shared/texts';
import { CardPage } from '../../shared/ui/card-page';
import { onSubmit } from '../../shared/ui/form';
import { ButtonLink, TextLink } from '../../shared/ui/link';

const words = texts.links.setPassword;

/** Where links that set a password lead, also the first one of an account that an admin has made. */
export function Component() {
  const token = useLinkToken();
  return <SetPassword key={token} token={token} />;
}

function SetPassword({ token }: { token: string | null }) {
  const set = useMutation({
    mutationFn: (newPassword: string) =>
      answer(api.POST('/api/auth/password-reset/confirm', { body: { token: token ?? '', newPassword } })),
  });
  const { error } = set;
  if (set.isSuccess)
    return (
      <CardPage title={words.doneTitle}>
        <Text role="status">{words.done}</Text>
        <ButtonLink to="/sign-in" size="md">
          {words.toSignIn}
        </ButtonLink>
      </CardPage>
    );
  const isWeak = isProblem(error, 'password-too-weak');
  const refused = isWeak ? error.message : fieldError(error, '/newPassword');
  return (
    <LinkPage
      title={words.title}
      lead={words.lead}
      token={token}
      error={refused ? null : error}
      otherwise={<TextLink to="/reset-password">{words.another}</TextLink>}
    >
      <form onSubmit={onSubmit(({ newPassword = '' }) => set.mutate(newPassword))}>
        <Stack gap="md">
          <PasswordInput
            name="newPassword"
            label={words.label}
            description={texts.accounts.passwordHint}
            autoComplete="new-password"
            minLength={12}
            maxLength={1024}
            required
            withAsterisk={false}
            error={refused}
            size="md"
            autoFocus
            visibilityToggleButtonProps={{ 'aria-label': texts.accounts.showPassword, tabIndex: 0 }}
          />
          <Button type="submit" size="md" loading={set.isPending}>
            {words.button}
          </Button>
        </Stack>
      </form>
    </LinkPage>
  );
}
