import { Button, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import { fieldError } from '../../shared/api/problem';
import { texts } from '../../shared/texts';
import { CardPage } from '../../shared/ui/card-page';
import { onSubmit } from '../../shared/ui/form';
import { TextLink } from '../../shared/ui/link';
import { OwnEmailInput } from '../../shared/ui/own-email-input';
import { ProblemAlert } from '../../shared/ui/problem-alert';

const words = texts.recovery.request;

/** Asks for a way back when everything is lost. The answer is the same for every address, known or not. */
export function Component() {
  const request = useMutation({
    mutationFn: ({ email = '', reason = '', recoveryCode = '' }: Record<string, string>) => {
      const body = { email, reason, ...(recoveryCode.trim() && { recoveryCode }) };
      return answer(api.POST('/api/recovery/requests', { body }));
    },
  });
  const footer = <TextLink to="/sign-in">{texts.recovery.signIn}</TextLink>;
  if (request.isSuccess)
    return (
      <CardPage title={words.sentTitle} footer={footer}>
        <Text role="status">{words.sent(request.variables.email ?? '')}</Text>
        <ol>
          {words.next.map((step) => (
            <Text component="li" key={step} size="sm" mb={6}>
              {step}
            </Text>
          ))}
        </ol>
      </CardPage>
    );
  return (
    <CardPage title={words.title} lead={words.lead} footer={footer}>
      <Text size="sm">
        <TextLink to="/help/lost-phone">{words.help}</TextLink>
      </Text>
      <form onSubmit={onSubmit((values) => request.mutate(values))}>
        <Stack gap="md">
          <ProblemAlert error={request.error} />
          <OwnEmailInput error={fieldError(request.error, '/email')} autoFocus />
          <Textarea
            name="reason"
            label={words.reason}
            description={words.reasonHint}
            error={fieldError(request.error, '/reason')}
            rows={3}
            maxLength={500}
            required
            withAsterisk={false}
            size="md"
          />
          <TextInput
            name="recoveryCode"
            label={words.code}
            description={words.codeHint}
            error={fieldError(request.error, '/recoveryCode')}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={60}
            size="md"
          />
          <Button type="submit" size="md" loading={request.isPending}>
            {words.button}
          </Button>
        </Stack>
      </form>
    </CardPage>
  );
}
