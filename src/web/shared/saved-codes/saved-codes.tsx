import { Button, Checkbox, CopyButton, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { formatDay } from '../format/time';
import { texts } from '../texts';
import { IconCheck, IconCopy, IconDownload, IconPrinter } from '../ui/icons';
import { saveFile } from '../ui/save-file';
import { useStayOnPage } from '../ui/use-stay-on-page';
import { type Codes, codesAsText, inGroups } from './codes-as-text';
import classes from './saved-codes.module.css';

interface SavedCodesProps {
  codes: Codes;
  /** The person says that they are saved. */
  onSaved: () => void;
}

const words = texts.setUp.savedCodes;

/** The only time that these codes are seen: leaving takes a second thought until they are saved. */
export function SavedCodes({ codes, onSaved }: SavedCodesProps) {
  const [isSaved, setSaved] = useState(false);
  useStayOnPage(!isSaved, words.leaving);
  const text = codesAsText(codes, formatDay(new Date()));
  return (
    <Stack gap="lg">
      <Text>{words.lead}</Text>
      <Paper withBorder p="lg" className={classes.sheet}>
        <Stack gap="md">
          <ol className={classes.codes} aria-label={words.list}>
            {codes.backupCodes.map((code) => (
              <li key={code}>{inGroups(code)}</li>
            ))}
          </ol>
          <Stack gap={4} className={classes.recovery}>
            <Text fw={600} size="sm">
              {words.recovery}
            </Text>
            <Text className={classes.code}>{inGroups(codes.recoveryCode)}</Text>
            <Text size="sm" c="dimmed">
              {words.recoveryHint}
            </Text>
          </Stack>
        </Stack>
      </Paper>
      <Group gap="sm" className="no-print">
        <Button variant="default" leftSection={<IconDownload size={18} />} onClick={() => download(text)}>
          {words.download}
        </Button>
        <Button variant="default" leftSection={<IconPrinter size={18} />} onClick={() => window.print()}>
          {words.print}
        </Button>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
              onClick={copy}
              aria-live="polite"
            >
              {copied ? words.copied : words.copy}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Stack gap="md" className="no-print">
        <Checkbox
          checked={isSaved}
          onChange={(event) => setSaved(event.currentTarget.checked)}
          label={words.saved}
          size="md"
        />
        <Button size="md" onClick={onSaved} disabled={!isSaved}>
          {words.button}
        </Button>
      </Stack>
    </Stack>
  );
}

function download(text: string) {
  saveFile(new Blob([text], { type: 'text/plain' }), words.fileName);
}
