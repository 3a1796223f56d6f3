import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../shared/api/client';
import { texts } from '../../shared/texts';
import { IconDownload } from '../../shared/ui/icons';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { saveFile } from '../../shared/ui/save-file';
import { Section } from '../../shared/ui/section';
import { useStepUp } from '../../shared/verification/use-step-up';

const words = texts.account.data;

export function OwnData() {
  const [isDone, setDone] = useState(false);
  const { attempt, dialog } = useStepUp('export-data');
  const download = async (challengeId: string | null) => {
    const params = { header: challengeId ? { 'X-2FA-Challenge': challengeId } : {} };
    const content = await answer(api.GET('/api/auth/me/data', { params, parseAs: 'blob' }));
    saveFile(content, words.fileName);
    setDone(true);
  };
  const start = useMutation({
    mutationFn: () => attempt(download, { about: <Text>{words.about}</Text> }),
  });
  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed">
        {words.hint}
      </Text>
      <ProblemAlert error={start.error} />
      <div>
        <Button
          variant="default"
          leftSection={<IconDownload size={18} />}
          onClick={() => start.mutate()}
          loading={start.isPending}
        >
          {words.button}
        </Button>
      </div>
      <Text role="status" size="sm">
        {isDone ? words.done : ''}
      </Text>
      {dialog}
    </Section>
  );
}
