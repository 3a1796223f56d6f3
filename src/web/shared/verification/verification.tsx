import { Button, Checkbox, Collapse, Group, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Method, Proof } from '../api/types';
import { texts } from '../texts';
import { onSubmit } from '../ui/form';
import { IconFingerprint } from '../ui/icons';
import { CodeEntry } from './code-entry';
import { CodeLife } from './code-life';
import { MethodList, otherWays } from './method-list';
import { canUsePasskeys } from './passkey';
import { useVerification, type VerificationOptions } from './use-verification';
import { fieldFault, VerificationFault } from './verification-fault';

interface VerificationProps extends Omit<VerificationOptions, 'submit'> {
  submit: (proof: Proof, method: Method, options: { trustDevice: boolean }) => Promise<unknown>;
  /** Whether the person may have this device remembered. */
  offersTrust?: boolean;
  offersBackupCode?: boolean;
  /** What else is asked while a backup code is typed. */
  besideBackupCode?: ReactNode;
  /** On the button that sends the code. */
  label?: string;
  onCancel: () => void;
  cancelLabel?: string;
}

/** Answers any challenge: a code of any kind or a passkey, with every other way in reach. */
export function Verification({
  submit,
  offersTrust = false,
  offersBackupCode = true,
  besideBackupCode,
  label = texts.verification.button,
  onCancel,
  cancelLabel = texts.verification.cancel,
  ...options
}: VerificationProps) {
  const { challenge } = options;
  const [trustDevice, setTrustDevice] = useState(false);
  const [showsWays, setShowsWays] = useState(false);
  const state = useVerification({
    ...options,
    submit: (proof, method) => submit(proof, method, { trustDevice }),
  });
  const { method, busy, error } = state;
  const hasPasskey = challenge.webauthn !== undefined && canUsePasskeys();
  const hasOthers = otherWays(challenge, method, offersBackupCode).length > 0;

  return (
    <Stack gap="md">
      <form onSubmit={onSubmit(() => state.enter(state.code))} noValidate>
        <Stack gap="sm">
          <VerificationFault error={error} mayUsePasskey={hasPasskey} />
          <Answer state={state} options={options} label={label} />
          {method === 'backup_code' && besideBackupCode}
          {offersTrust && (
            <Checkbox
              checked={trustDevice}
              onChange={(event) => setTrustDevice(event.currentTarget.checked)}
              label={texts.verification.trustDevice}
              description={texts.verification.trustDeviceHint}
            />
          )}
        </Stack>
      </form>
      {hasPasskey && method !== 'webauthn' && (
        <Button
          variant="default"
          leftSection={<IconFingerprint size={18} />}
          onClick={state.usePasskey}
          loading={busy === 'passkey'}
        >
          {texts.verification.withPasskey}
        </Button>
      )}
      <Group justify="space-between" gap="xs">
        {hasOthers ? (
          <Button variant="subtle" px={8} aria-expanded={showsWays} onClick={() => setShowsWays(!showsWays)}>
            {texts.verification.another}
          </Button>
        ) : (
          <span />
        )}
        <Button variant="subtle" color="gray" px={8} onClick={onCancel} disabled={busy === 'submitting'}>
          {cancelLabel}
        </Button>
      </Group>
      <Collapse expanded={showsWays}>
        <MethodList
          challenge={challenge}
          current={method}
          offersBackupCode={offersBackupCode}
          disabled={busy !== null}
          onChoose={(way) => {
            setShowsWays(false);
            void state.choose(way);
          }}
        />
      </Collapse>
    </Stack>
  );
}

interface AnswerProps {
  state: ReturnType<typeof useVerification>;
  options: Omit<VerificationOptions, 'submit'>;
  label: string;
}

function Answer({ state, options: { challenge }, label }: AnswerProps): ReactNode {
  const { method, code, setCode, busy, error, enter } = state;
  const words = texts.verification;
  if (method === 'webauthn')
    return (
      <Stack gap="sm">
        <Text size="sm">{words.where.webauthn}</Text>
        <Button
          size="md"
          leftSection={<IconFingerprint />}
          loading={busy === 'passkey'}
          onClick={state.usePasskey}
          data-autofocus
        >
          {words.withPasskey}
        </Button>
      </Stack>
    );
  if (method === 'backup_code')
    return (
      <Stack gap="sm">
        <Text size="sm">{words.where.backup_code}</Text>
        <TextInput
          name="code"
          label={words.backupCode}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={fieldFault(error)}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          autoFocus
          size="md"
          required
          withAsterisk={false}
        />
        <Button type="submit" size="md" loading={busy === 'submitting'} disabled={code.trim() === ''}>
          {label}
        </Button>
      </Stack>
    );
  const { maskedDestination } = challenge;
  return (
    <Stack gap="sm">
      <Text size="sm">
        {method === 'totp' ? words.where.totp : words.where[method](maskedDestination ?? '')}
      </Text>
      <CodeEntry
        key={`${challenge.id}-${method}`}
        value={code}
        onChange={setCode}
        onComplete={enter}
        error={fieldFault(error)}
        isBusy={busy === 'submitting'}
        awaitsText={method === 'sms'}
      />
      {method !== 'totp' && <CodeLife challenge={challenge} state={state} />}
      <Button type="submit" size="md" loading={busy === 'submitting'} disabled={code.length < 6}>
        {label}
      </Button>
    </Stack>
  );
}
