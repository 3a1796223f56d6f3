import { Button, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import type { Factor } from '../../shared/api/types';
import { twoFactorStatusQuery } from '../../shared/session/two-factor-status';
import { texts } from '../../shared/texts';
import { onSubmit } from '../../shared/ui/form';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { useSay } from './said';

const words = texts.security.factors;

export function RenameDialog({ factor, onClose }: { factor: Factor | null; onClose: () => void }) {
  const queries = useQueryClient();
  const say = useSay();
  const rename = useMutation({
    mutationFn: async ({ id, label }: { id: string; label: string }) => {
      await answer(api.PATCH('/api/2fa/factors/{id}', { params: { path: { id } }, body: { label } }));
      await queries.invalidateQueries({ queryKey: twoFactorStatusQuery.queryKey });
      onClose();
      say(words.renamed);
    },
  });
  return (
    <Modal
      opened={factor !== null}
      onClose={onClose}
      title={words.renameTitle(factor?.label ?? '')}
      closeButtonProps={{ 'aria-label': texts.shell.close }}
      centered
    >
      {factor && (
        <form onSubmit={onSubmit(({ label = '' }) => rename.mutate({ id: factor.id, label: label.trim() }))}>
          <Stack gap="md">
            <ProblemAlert error={rename.error} />
            <TextInput
              name="label"
              label={words.name}
              defaultValue={factor.label}
              maxLength={60}
              pattern=".*\S.*"
              required
              withAsterisk={false}
              data-autofocus
            />
            <Button type="submit" loading={rename.isPending}>
              {words.save}
            </Button>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
