import { Button, Card, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { answer, api } from '../../shared/api/client';
import { explain, fieldError, isProblem } from '../../shared/api/problem';
import { texts } from '../../shared/texts';
import { onSubmit } from '../../shared/ui/form';
import { TextLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { refreshWork } from '../../shared/work/queries';

const words = texts.work.newContract;
const currencies = ['USD', 'EUR', 'GBP', 'CHF', 'CAD', 'AUD', 'JPY', 'SEK', 'NOK', 'DKK', 'PLN'];

export function Component() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: ({ title = '', payeeEmail = '', currency = 'USD' }: Record<string, string>) =>
      answer(api.POST('/api/contracts', { body: { title, payeeEmail, currency } })),
    onSuccess: async ({ id }) => {
      await navigate(`/contracts/${id}`, { replace: true });
      await refreshWork(queries);
    },
  });
  const { error } = create;
  const isUnknownPayee = isProblem(error, 'payee-not-found');
  return (
    <Page
      title={words.title}
      lead={words.lead}
      before={<TextLink to="/contracts">{texts.work.contracts.back}</TextLink>}
    >
      <Card maw={560}>
        <form onSubmit={onSubmit((values) => create.mutate(values))}>
          <Stack gap="md">
            {!isUnknownPayee && <ProblemAlert error={error} />}
            <TextInput
              name="title"
              label={words.name}
              placeholder={words.namePlaceholder}
              error={fieldError(error, '/title')}
              maxLength={200}
              size="md"
              required
              withAsterisk={false}
            />
            <TextInput
              name="payeeEmail"
              type="email"
              label={words.payeeEmail}
              description={words.payeeHint}
              error={
                isUnknownPayee
                  ? `${explain(error).title}. ${explain(error).detail}`
                  : fieldError(error, '/payeeEmail')
              }
              size="md"
              required
              withAsterisk={false}
            />
            <NativeSelect name="currency" label={words.currency} data={currencies} size="md" />
            <Button type="submit" size="md" loading={create.isPending}>
              {words.button}
            </Button>
          </Stack>
        </form>
      </Card>
    </Page>
  );
}
