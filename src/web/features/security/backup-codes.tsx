import { Button, Modal, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../shared/api/client';
import type { Codes } from '../../shared/saved-codes/codes-as-text';
import { SavedCodes } from '../../shared/saved-codes/saved-codes';
import { twoFactorStatusQuery } from '../../shared/session/two-factor-status';
import { texts } from '../../shared/texts';
import { Section } from '../../shared/ui/section';
import { StatusBadge } from '../../shared/work/status-badge';
import { BothProofsDialog } from './both-proofs-dialog';
import { useSay } from './said';

const words = texts.security.backupCodes;
/** From here on the server reminds people, too. */
const LOW_STOCK = 3;

export function BackupCodes({ remaining }: { remaining: number }) {
  const queries = useQueryClient();
  const say = useSay();
  const [isAsking, setAsking] = useState(false);
  const [codes, setCodes] = useState<Codes | null>(null);
  const isLow = remaining <= LOW_STOCK;
  return (
    <Section
      title={words.title}
      actions={
        <Button variant="default" size="sm" onClick={() => setAsking(true)}>
          {words.renew}
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        {words.hint} {isLow && words.low}
      </Text>
      <div>
        <StatusBadge tone={isLow ? 'stopped' : 'good'}>{words.left(remaining)}</StatusBadge>
      </div>
      <BothProofsDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={words.renewTitle}
        submit={async (proofs) => {
          setCodes(await answer(api.POST('/api/2fa/backup-codes', { body: proofs })));
          setAsking(false);
          await queries.invalidateQueries({ queryKey: twoFactorStatusQuery.queryKey });
        }}
      >
        {words.renewAbout}
      </BothProofsDialog>
      <Modal
        opened={codes !== null}
        onClose={() => undefined}
        withCloseButton={false}
        closeOnClickOutside={false}
        closeOnEscape={false}
        title={texts.setUp.savedCodes.title}
        size="lg"
        centered
      >
        {codes && (
          <SavedCodes
            codes={codes}
            onSaved={() => {
              setCodes(null);
              say(words.renewed);
            }}
          />
        )}
      </Modal>
    </Section>
  );
}
