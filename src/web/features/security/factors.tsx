import { Badge, Button, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../shared/api/client';
import type { Factor } from '../../shared/api/types';
import { formatDay, formatTime } from '../../shared/format/time';
import { twoFactorStatusQuery } from '../../shared/session/two-factor-status';
import { texts } from '../../shared/texts';
import { ButtonLink } from '../../shared/ui/link';
import { methodIcons } from '../../shared/ui/method-icons';
import { Row, Rows } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { useStepUp } from '../../shared/verification/use-step-up';
import { RenameDialog } from './rename-dialog';
import { useSay } from './said';
import classes from './security.module.css';

const words = texts.security.factors;

export function Factors({ factors }: { factors: Factor[] }) {
  const [renamed, setRenamed] = useState<Factor | null>(null);
  const { prefer, remove, dialog } = useFactorChanges();
  const rows = (some: Factor[], label: string) => (
    <Rows label={label}>
      {some.map((factor) => (
        <FactorRow
          key={factor.id}
          factor={factor}
          onRename={() => setRenamed(factor)}
          onPrefer={() => prefer(factor)}
          onRemove={() => remove(factor)}
        />
      ))}
    </Rows>
  );
  const passkeys = factors.filter(({ method }) => method === 'webauthn');
  const others = factors.filter(({ method }) => method !== 'webauthn');
  return (
    <Section
      title={words.title}
      actions={
        <ButtonLink to="/set-up" variant="default" size="sm">
          {words.add}
        </ButtonLink>
      }
    >
      <Stack gap={0}>
        <Title order={3} size="h5">
          {words.passkeys}
        </Title>
        {passkeys.length > 0 ? (
          rows(passkeys, words.passkeys)
        ) : (
          <Text c="dimmed" size="sm" py="sm">
            {words.noPasskeys}{' '}
            <ButtonLink to="/set-up?method=webauthn" variant="subtle" size="compact-sm">
              {words.addPasskey}
            </ButtonLink>
          </Text>
        )}
        {others.length > 0 && (
          <>
            <Title order={3} size="h5" mt="md">
              {words.others}
            </Title>
            {rows(others, words.others)}
          </>
        )}
      </Stack>
      <RenameDialog factor={renamed} onClose={() => setRenamed(null)} />
      {dialog}
    </Section>
  );
}

function useFactorChanges() {
  const queries = useQueryClient();
  const say = useSay();
  const { confirm, dialog } = useStepUp('manage-factors');
  const done = async (said: string) => {
    await queries.invalidateQueries({ queryKey: twoFactorStatusQuery.queryKey });
    say(said);
  };
  const paramsFor = (id: string, challengeId: string) => ({
    params: { path: { id }, header: { 'X-2FA-Challenge': challengeId } },
  });
  return {
    dialog,
    prefer: ({ id, label }: Factor) =>
      confirm(
        async (challengeId) => {
          const body = { preferred: true };
          await answer(api.PATCH('/api/2fa/factors/{id}', { ...paramsFor(id, challengeId), body }));
          await done(words.preferredNow(label));
        },
        { about: <Text>{words.preferAbout(label)}</Text> },
      ),
    remove: ({ id, label }: Factor) =>
      confirm(
        async (challengeId) => {
          await answer(api.DELETE('/api/2fa/factors/{id}', paramsFor(id, challengeId)));
          await done(words.removed(label));
          await queries.invalidateQueries();
        },
        { about: <Text>{words.removeAbout(label)}</Text> },
      ),
  };
}

interface FactorRowProps {
  factor: Factor;
  onRename: () => void;
  onPrefer: () => void;
  onRemove: () => void;
}

function FactorRow({ factor, onRename, onPrefer, onRemove }: FactorRowProps) {
  const { method, label, preferred, available, createdAt, lastUsedAt, maskedDestination } = factor;
  const Icon = methodIcons[method];
  const facts = [
    maskedDestination,
    words.added(formatDay(createdAt)),
    lastUsedAt ? words.lastUsed(formatTime(lastUsedAt)) : words.neverUsed,
  ];
  return (
    <Row
      before={
        <ThemeIcon size={40} radius="xl">
          <Icon />
        </ThemeIcon>
      }
      title={label}
      detail={facts.filter(Boolean).join(' · ')}
      aside={
        <>
          {preferred && <Badge>{words.preferred}</Badge>}
          {!available && <Badge color="yellow">{words.unavailable}</Badge>}
          <Button variant="subtle" size="compact-sm" aria-label={words.renameOf(label)} onClick={onRename}>
            {words.rename}
          </Button>
          {!preferred && (
            <Button variant="subtle" size="compact-sm" aria-label={words.preferOf(label)} onClick={onPrefer}>
              {words.prefer}
            </Button>
          )}
          <Button
            variant="subtle"
            size="compact-sm"
            className={classes.dangerous}
            aria-label={words.removeOf(label)}
            onClick={onRemove}
          >
            {words.remove}
          </Button>
        </>
      }
    />
  );
}
