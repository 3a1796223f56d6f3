import { Button, Checkbox, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { isProblem } from '../../shared/api/problem';
import { texts } from '../../shared/texts';
import { onSubmit } from '../../shared/ui/form';
import { IconFingerprint } from '../../shared/ui/icons';
import { Notice, ProblemAlert } from '../../shared/ui/problem-alert';
import { PasskeyExists } from '../../shared/verification/passkey';
import { VerificationFault } from '../../shared/verification/verification-fault';
import { internationalNumber } from './phone-number';
import type { SetUpActions } from './use-set-up';

interface DetailsProps {
  actions: SetUpActions;
  onBack: () => void;
}

export function DetailsStep({ method, ...rest }: DetailsProps & { method: 'sms' | 'webauthn' }) {
  return method === 'sms' ? <PhoneDetails {...rest} /> : <PasskeyDetails {...rest} />;
}

const sms = texts.setUp.sms;

function PhoneDetails({ actions: { begin, isBeginning, error }, onBack }: DetailsProps) {
  const [missing, setMissing] = useState<{ phone?: string; consent?: string }>({});
  const start = ({ phone: typed = '', consent }: Record<string, string>) => {
    const phone = internationalNumber(typed);
    setMissing({
      ...(phone ? {} : { phone: sms.phoneInvalid }),
      ...(consent ? {} : { consent: sms.consentMissing }),
    });
    if (phone && consent) begin({ method: 'sms', phone, consent: true });
  };
  const refusal = phoneRefusal(error);
  return (
    <form onSubmit={onSubmit(start)} noValidate>
      <Stack gap="md">
        {!refusal && <ProblemAlert error={error} />}
        <TextInput
          name="phone"
          type="tel"
          label={sms.phone}
          description={sms.phoneHint}
          autoComplete="tel"
          size="md"
          required
          withAsterisk={false}
          error={missing.phone ?? refusal}
        />
        <Checkbox name="consent" value="yes" label={sms.consent} error={missing.consent} />
        <Button type="submit" size="md" loading={isBeginning}>
          {sms.button}
        </Button>
        <BackToMethods onBack={onBack} />
      </Stack>
    </form>
  );
}

function phoneRefusal(error: unknown): string | undefined {
  if (isProblem(error, 'phone-not-usable')) return sms.unusable;
  return isProblem(error, 'factor-already-active') ? sms.known : undefined;
}

const passkey = texts.setUp.passkey;

function PasskeyDetails({ actions: { begin, isBeginning, error }, onBack }: DetailsProps) {
  return (
    <form
      onSubmit={onSubmit(({ label }) => begin({ method: 'webauthn', label: label?.trim() || undefined }))}
    >
      <Stack gap="md">
        <Text>{passkey.lead}</Text>
        {error instanceof PasskeyExists ? (
          <Notice tone="warning" title={passkey.exists.title}>
            <Text size="sm">{passkey.exists.detail}</Text>
          </Notice>
        ) : (
          <VerificationFault error={error} mayUsePasskey={false} />
        )}
        <TextInput
          name="label"
          label={passkey.label}
          description={passkey.labelHint}
          defaultValue={passkey.labelDefault}
          maxLength={60}
          size="md"
        />
        <Button type="submit" size="md" loading={isBeginning} leftSection={<IconFingerprint />}>
          {passkey.button}
        </Button>
        <BackToMethods onBack={onBack} />
      </Stack>
    </form>
  );
}

export function BackToMethods({ onBack }: { onBack: () => void }) {
  return (
    <Button variant="subtle" onClick={onBack}>
      {texts.setUp.backToMethods}
    </Button>
  );
}
