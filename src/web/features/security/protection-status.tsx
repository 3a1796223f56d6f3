import { Card, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { TwoFactorStatus } from '../../shared/api/types';
import { formatCountdown, formatDay, formatFromNow } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { IconShield, IconShieldCheck } from '../../shared/ui/icons';
import { ButtonLink } from '../../shared/ui/link';
import { Notice } from '../../shared/ui/problem-alert';
import { useCountdown } from '../../shared/verification/use-countdown';
import { StatusBadge } from '../../shared/work/status-badge';
import classes from './security.module.css';

const words = texts.security.status;

/** Whether the account is protected, and what is urgent about it. */
export function ProtectionStatus({ status }: { status: TwoFactorStatus }) {
  const { enabled, enabledAt, policy, codesDisabledAt } = status;
  return (
    <Card component="section" aria-labelledby="protection">
      <Stack gap="md">
        <div className={classes.status}>
          <ThemeIcon size={56} radius="xl" color={enabled ? 'brand' : 'yellow'}>
            {enabled ? <IconShieldCheck size={30} /> : <IconShield size={30} />}
          </ThemeIcon>
          <div className={classes.statusWords}>
            <Title order={2} size="h3" id="protection">
              {enabled ? words.on : words.off}
            </Title>
            <Text c="dimmed" size="sm">
              {enabled ? enabledAt && words.onDetail(formatDay(enabledAt)) : words.offDetail}
            </Text>
            {enabled && policy.enforcement === 'required' && (
              <Text c="dimmed" size="sm">
                {words.required}
              </Text>
            )}
          </div>
          <StatusBadge tone={enabled ? 'good' : 'stopped'}>
            {enabled ? words.protected : words.unprotected}
          </StatusBadge>
        </div>
        <Grace graceEndsAt={policy.graceEndsAt} />
        <Lock until={status.lockedUntil} />
        {codesDisabledAt && (
          <Notice tone="danger" title={words.codesDisabled.title}>
            <Text size="sm">{words.codesDisabled.detail}</Text>
          </Notice>
        )}
        {!enabled && (
          <div>
            <ButtonLink to="/set-up" size="md">
              {words.setUp}
            </ButtonLink>
          </div>
        )}
      </Stack>
    </Card>
  );
}

function Grace({ graceEndsAt }: { graceEndsAt: string | null }) {
  const left = useCountdown(graceEndsAt);
  if (graceEndsAt === null || left === null) return null;
  const title = left > 0 ? words.grace(formatFromNow(left), formatDay(graceEndsAt)) : words.graceOver;
  return <Notice tone="warning" title={title} />;
}

function Lock({ until }: { until: string | null }) {
  const left = useCountdown(until);
  return left ? <Notice tone="danger" title={words.locked(formatCountdown(left))} /> : null;
}
