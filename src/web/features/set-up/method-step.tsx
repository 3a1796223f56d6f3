import { Badge, Group, Stack, Text, ThemeIcon, UnstyledButton } from '@mantine/core';
import type { FactorMethod, TwoFactorStatus } from '../../shared/api/types';
import { texts } from '../../shared/texts';
import { IconChevron } from '../../shared/ui/icons';
import { methodIcons } from '../../shared/ui/method-icons';
import { Notice, ProblemAlert } from '../../shared/ui/problem-alert';
import { canUsePasskeys } from '../../shared/verification/passkey';
import classes from './set-up.module.css';
import type { SetUpActions } from './use-set-up';

interface MethodStepProps {
  status: TwoFactorStatus;
  actions: SetUpActions;
  /** For methods that need to know something first. */
  onDetails: (method: 'sms' | 'webauthn') => void;
}

const words = texts.setUp.method;

/** The ways that the person's kind of account may use, strongest first. */
export function MethodStep({ status, actions, onDetails }: MethodStepProps) {
  const { methods } = status.policy;
  const choose = (method: FactorMethod) =>
    method === 'sms' || method === 'webauthn' ? onDetails(method) : actions.begin({ method });
  if (methods.length === 0)
    return (
      <Notice tone="warning" title={words.none.title}>
        <Text size="sm">{words.none.detail}</Text>
      </Notice>
    );
  return (
    <Stack gap="md">
      <Text>{words.lead}</Text>
      <ProblemAlert error={actions.error} />
      <Stack gap="sm">
        {methods.map((method, index) => (
          <Choice
            key={method}
            method={method}
            isStrongest={index === 0}
            obstacle={obstacleTo(method, status)}
            isBusy={actions.isBeginning}
            onChoose={() => choose(method)}
          />
        ))}
      </Stack>
    </Stack>
  );
}

/** Why a method cannot be set up here; an account has one address, and so one factor of it. */
function obstacleTo(method: FactorMethod, { factors }: TwoFactorStatus): string | null {
  if (method === 'webauthn' && !canUsePasskeys()) return words.unsupported;
  const isTaken = method === 'email' && factors.some((factor) => factor.method === 'email');
  return isTaken ? words.active : null;
}

interface ChoiceProps {
  method: FactorMethod;
  isStrongest: boolean;
  obstacle: string | null;
  isBusy: boolean;
  onChoose: () => void;
}

function Choice({ method, isStrongest, obstacle, isBusy, onChoose }: ChoiceProps) {
  const { title, detail } = texts.setUp.methods[method];
  const Icon = methodIcons[method];
  return (
    <UnstyledButton className={classes.choice} disabled={obstacle !== null || isBusy} onClick={onChoose}>
      <Group wrap="nowrap" gap="md">
        <ThemeIcon size={44} radius="xl">
          <Icon />
        </ThemeIcon>
        <div className={classes.words}>
          <Group gap="xs">
            <Text fw={600}>{title}</Text>
            {isStrongest && <Badge>{words.recommended}</Badge>}
          </Group>
          <Text size="sm" c="dimmed">
            {obstacle ?? detail}
          </Text>
        </div>
        <IconChevron size={18} />
      </Group>
    </UnstyledButton>
  );
}
