import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../shared/api/client';
import { fieldError } from '../../shared/api/problem';
import type { Milestone } from '../../shared/api/types';
import { parseMoney, typedMoney } from '../../shared/format/money';
import { texts } from '../../shared/texts';
import { AmountInput } from '../../shared/ui/amount-input';
import { onSubmit } from '../../shared/ui/form';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { refreshWork } from '../../shared/work/queries';

interface MilestoneFormProps {
  /** Where a new one belongs. */
  contract: { id: string; currency: string };
  /** The one to change; absent: a new one. */
  milestone?: Milestone;
  onDone: () => void;
}

const words = texts.work.milestoneForm;

export function MilestoneForm({ contract: { id, currency }, milestone, onDone }: MilestoneFormProps) {
  const queries = useQueryClient();
  const [isUnreadable, setIsUnreadable] = useState(false);
  const save = useMutation({
    mutationFn: (body: { title: string; description?: string; amount: number }) =>
      milestone
        ? answer(api.PATCH('/api/milestones/{id}', { params: { path: { id: milestone.id } }, body }))
        : answer(api.POST('/api/contracts/{id}/milestones', { params: { path: { id } }, body })),
    onSuccess: async () => {
      await refreshWork(queries);
      onDone();
    },
  });
  const { error } = save;
  return (
    <form
      aria-label={milestone ? words.editTitle : words.title}
      onSubmit={onSubmit(({ title = '', description = '', amount = '' }) => {
        const parsed = parseMoney(amount, currency);
        setIsUnreadable(parsed === null);
        if (parsed === null) return;
        save.mutate({ title, amount: parsed, ...(description.trim() ? { description } : {}) });
      })}
    >
      <Stack gap="md" maw={480} py="sm">
        <ProblemAlert error={error} />
        {milestone?.status === 'submitted' && (
          <Text size="sm" c="dimmed">
            {words.voids}
          </Text>
        )}
        <TextInput
          name="title"
          label={words.name}
          defaultValue={milestone?.title}
          error={fieldError(error, '/title')}
          maxLength={200}
          size="md"
          required
          withAsterisk={false}
        />
        <Textarea
          name="description"
          label={words.description}
          defaultValue={milestone?.description ?? ''}
          error={fieldError(error, '/description')}
          rows={3}
          size="md"
        />
        <AmountInput
          label={words.amount(currency)}
          currency={currency}
          defaultValue={milestone ? typedMoney(milestone.amount, currency) : undefined}
          error={isUnreadable ? 'unreadable' : fieldError(error, '/amount')}
        />
        <Group>
          <Button type="submit" loading={save.isPending}>
            {milestone ? words.save : words.button}
          </Button>
          <Button variant="subtle" color="gray" onClick={onDone}>
            {texts.shell.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
