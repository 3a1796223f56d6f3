import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import { texts } from '../../shared/texts';
import { CardPage } from '../../shared/ui/card-page';
import { onSubmit } from '../../shared/ui/form';
import { TextLink } from '../../shared/ui/link';
import { OwnEmailInput } from '../../shared/ui/own-email-input';
import { ProblemAlert } from '../../shared/ui/problem-alert';

const words = texts.accounts.reset;

/** Asks for the link that leads to `/set-password`. */
export function Component() {
  const request = useMutation({
    mutationFn: (email: string) => answer(api.POST('/api/auth/password-reset', { body: { email } })),
  });
  const footer = <TextLink to="/sign-in">{words.back}</TextLink>;
  if (request.isSuccess)
    return (
      <CardPage title={words.sentTitle} footer={footer}>
        <Text role="status">{words.sent(request.variables)}</Text>
      </CardPage>
    );
  return (
    <CardPage title={words.title} lead={words.lead} footer={footer}>
      <form onSubmit={onSubmit(({ email = '' }) => request.mutate(email))}>
        <Stack gap="md">
          <ProblemAlert error={request.error} />
          <OwnEmailInput autoFocus />
          <Button type="submit" size="md" loading={request.isPending}>
            {words.button}
          </Button>
        </Stack>
      </form>
    </CardPage>
  );
}
