import { Anchor, Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { TotpSetUp } from '../../shared/api/types';
import { inGroups } from '../../shared/saved-codes/codes-as-text';
import { texts } from '../../shared/texts';
import { onSubmit } from '../../shared/ui/form';
import { IconCheck, IconCopy, IconEye, IconEyeOff } from '../../shared/ui/icons';
import { CodeEntry } from '../../shared/verification/code-entry';
import { fieldFault, VerificationFault } from '../../shared/verification/verification-fault';
import { BackToMethods } from './details-step';
import classes from './set-up.module.css';

interface TotpProofProps {
  started: TotpSetUp;
  submit: (code: string) => Promise<void>;
  onBack: () => void;
}

const words = texts.setUp.totp;

export function TotpProof({ started, submit, onBack }: TotpProofProps) {
  const [code, setCode] = useState('');
  const proof = useMutation({ mutationFn: submit });
  return (
    <form onSubmit={onSubmit(() => proof.mutate(code))} noValidate>
      <Stack gap="lg">
        <div className={classes.connect}>
          <img className={classes.qr} src={started.qrCode} alt={words.qrAlt} width={200} height={200} />
          <Stack gap="sm">
            <Text fw={600}>{words.scan}</Text>
            <Text size="sm" c="dimmed">
              {words.apps}
            </Text>
            <Anchor href={started.otpauthUri} size="sm">
              {words.onThisDevice}
            </Anchor>
            <ManualKey secret={started.secret} />
          </Stack>
        </div>
        <Stack gap="sm">
          <VerificationFault error={proof.error} mayUsePasskey={false} />
          <CodeEntry
            label={words.enter}
            value={code}
            onChange={setCode}
            onComplete={(entered) => proof.mutate(entered)}
            isBusy={proof.isPending}
            error={fieldFault(proof.error)}
          />
          {proof.isError && (
            <Text size="sm" c="dimmed">
              {words.clock}
            </Text>
          )}
          <Button type="submit" size="md" loading={proof.isPending} disabled={code.length < 6}>
            {words.button}
          </Button>
          <BackToMethods onBack={onBack} />
        </Stack>
      </Stack>
    </form>
  );
}

/** Masked, as somebody may look over the shoulder; it is worth as much as the phone. */
function ManualKey({ secret }: { secret: string }) {
  const [isShown, setShown] = useState(false);
  return (
    <Stack gap={6}>
      <Text size="sm">{words.byHand}</Text>
      <Text className={classes.key} aria-label={isShown ? words.key : words.hidden} role="group">
        {isShown ? inGroups(secret) : '•••• '.repeat(Math.ceil(secret.length / 4)).trim()}
      </Text>
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          leftSection={isShown ? <IconEyeOff size={16} /> : <IconEye size={16} />}
          onClick={() => setShown(!isShown)}
          aria-pressed={isShown}
        >
          {isShown ? words.hide : words.reveal}
        </Button>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              size="xs"
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              onClick={copy}
              aria-live="polite"
            >
              {copied ? texts.shell.copied : words.copy}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}
