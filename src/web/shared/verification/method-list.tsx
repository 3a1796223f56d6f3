import { Group, Stack, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Challenge, Method } from '../api/types';
import { texts } from '../texts';
import { IconChevron, IconFingerprint, IconKey, IconMail, IconPhone, IconText } from '../ui/icons';
import classes from './method-list.module.css';

/** One way to confirm; of texts there is one for each phone. */
export interface Way {
  method: Method;
  factorId?: string;
}

const icons: Record<Method, ReactNode> = {
  webauthn: <IconFingerprint />,
  totp: <IconPhone />,
  sms: <IconText />,
  email: <IconMail />,
  backup_code: <IconKey />,
};

interface MethodListProps {
  challenge: Challenge;
  current: Method;
  /** Challenges take one without saying so; who has none is not asked for one. */
  offersBackupCode: boolean;
  disabled: boolean;
  onChoose: (way: Way) => void;
}

/** The other ways that this challenge takes. */
export function MethodList({ challenge, current, offersBackupCode, disabled, onChoose }: MethodListProps) {
  const { methods, methodHints, phone, chooseMethod } = texts.verification;
  return (
    <Stack gap="xs" role="group" aria-label={chooseMethod}>
      {otherWays(challenge, current, offersBackupCode).map(({ method, factorId, destination }) => (
        <UnstyledButton
          key={factorId ?? method}
          className={classes.way}
          disabled={disabled}
          onClick={() => onChoose({ method, factorId })}
        >
          <Group gap="sm" wrap="nowrap">
            {icons[method]}
            <div className={classes.words}>
              <Text fw={600} size="sm">
                {destination ? phone(destination) : methods[method]}
              </Text>
              <Text size="xs" c="dimmed">
                {methodHints[method]}
              </Text>
            </div>
            <IconChevron size={16} />
          </Group>
        </UnstyledButton>
      ))}
    </Stack>
  );
}

export function otherWays(
  { methods, phones, maskedDestination }: Challenge,
  current: Method,
  offersBackupCode: boolean,
): (Way & { destination?: string })[] {
  const offered = new Set<Method>(methods);
  if (offersBackupCode) offered.add('backup_code');
  return [...offered].flatMap((method) => {
    if (method === 'sms' && phones.length > 0)
      return phones
        .filter((phone) => current !== 'sms' || phone.maskedDestination !== maskedDestination)
        .map(({ id, maskedDestination: destination }) => ({ method, factorId: id, destination }));
    return method === current ? [] : [{ method }];
  });
}
