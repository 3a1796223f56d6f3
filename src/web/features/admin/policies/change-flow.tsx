import { Button, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { fieldError, isProblem } from '../../../shared/api/problem';
import type { Policy } from '../../../shared/api/types';
import { formatTime } from '../../../shared/format/time';
import { texts } from '../../../shared/texts';
import { onSubmit } from '../../../shared/ui/form';
import { Page } from '../../../shared/ui/page';
import { Notice } from '../../../shared/ui/problem-alert';
import { Section } from '../../../shared/ui/section';
import { useStayOnPage } from '../../../shared/ui/use-stay-on-page';
import { useAct } from '../use-act';
import { BackToPolicy } from './about-policy';
import { Preview } from './preview';
import { impactQuery, questionOf } from './queries';
import type { PolicyRules } from './rules';
import { sendChange } from './send-change';

const { form: words, preview: previewWords } = texts.adminPolicies;

interface ChangeFlowProps {
  title: string;
  lead: string;
  policy: Policy;
  /** What is to be saved; null while the form cannot be read. */
  rules: PolicyRules | null;
  /** The version that is brought back, if that is what it is. */
  restores?: number;
  isChanged?: boolean;
  /** Above the date and the reason. */
  children: ReactNode;
}

/** Every change of a policy: when and why, what it would mean, and saving just what was previewed. */
export function ChangeFlow({
  title,
  lead,
  policy,
  rules,
  restores,
  isChanged = false,
  children,
}: ChangeFlowProps) {
  const { accountType } = policy;
  const queries = useQueryClient();
  const acts = useAct();
  const [start, setStart] = useState('');
  const [reason, setReason] = useState('');
  const [previewed, setPreviewed] = useState<string | null>(null);
  const [isDone, setDone] = useState(false);
  useStayOnPage(!isDone && (isChanged || start !== '' || reason !== ''), words.leave);
  const form = useRef<HTMLFormElement>(null);
  const reasonField = useRef<HTMLTextAreaElement>(null);
  const isReasonless = reason.trim() === '';
  const startsAt = start ? new Date(start).toISOString() : undefined;
  const question = rules && questionOf(rules, startsAt);
  const isCurrent = question !== null && previewed === JSON.stringify(question);
  const impact = useQuery({ ...impactQuery(accountType, question ?? {}), enabled: isCurrent });

  const save = (newestVersion: number, proposes: boolean) => {
    if (!rules) return;
    if (isReasonless) {
      reasonField.current?.focus();
      return;
    }
    const change = { accountType, rules, restores, startsAt, reason: reason.trim(), newestVersion, proposes };
    const when = startsAt ? formatTime(startsAt) : null;
    acts.prove({
      about: (
        <>
          <Text>
            {proposes ? previewWords.proposeAbout(accountType) : previewWords.saveAbout(accountType, when)}
          </Text>
          <Text size="sm" c="dimmed">
            {texts.consoles.withReason(change.reason)}
          </Text>
        </>
      ),
      attempt: `policy ${JSON.stringify(change)}`,
      done: proposes ? previewWords.proposed : previewWords.saved(accountType),
      next: proposes
        ? { to: '/admin/proposals', label: previewWords.seeProposals }
        : { to: `/admin/policies/${accountType}`, label: previewWords.seePolicy },
      onDone: () => setDone(true),
      act: (headers) =>
        sendChange(change, headers).catch((refusal: unknown) => {
          // Somebody else was quicker: what was previewed is no longer what it would mean.
          if (isProblem(refusal, 'policy-changed', 'second-admin-required')) {
            setPreviewed(null);
            void queries.invalidateQueries({ queryKey: ['admin', 'policies'] });
          }
          throw refusal;
        }),
    });
  };

  return (
    <Page title={title} lead={isDone ? undefined : lead} before={<BackToPolicy accountType={accountType} />}>
      {acts.said}
      {!isDone && (
        <Stack gap="lg">
          <form
            aria-label={title}
            ref={form}
            onSubmit={onSubmit(() => {
              if (question) setPreviewed(JSON.stringify(question));
              else form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
            })}
          >
            <Stack gap="lg">
              {children}
              <Section title={words.when}>
                <SimpleGrid cols={{ base: 1, sm: 2 }}>
                  <TextInput
                    type="datetime-local"
                    label={words.startsAt}
                    description={words.startsHint}
                    value={start}
                    error={isCurrent && fieldError(impact.error, '/startsAt')}
                    onChange={(event) => setStart(event.currentTarget.value)}
                  />
                </SimpleGrid>
                <Textarea
                  label={words.reason}
                  description={words.reasonHint}
                  rows={2}
                  maxLength={500}
                  required
                  withAsterisk={false}
                  value={reason}
                  ref={reasonField}
                  error={previewed !== null && isReasonless && texts.consoles.noReason}
                  onChange={(event) => setReason(event.currentTarget.value)}
                />
                <div>
                  <Button type="submit" variant={isCurrent ? 'default' : 'filled'}>
                    {words.preview}
                  </Button>
                </div>
              </Section>
            </Stack>
          </form>
          {previewed && !isCurrent && (
            <Notice tone="warning" title={previewWords.stale}>
              <Text size="sm">{previewWords.staleDetail}</Text>
            </Notice>
          )}
          {isCurrent && rules && question && (
            <Preview
              key={previewed}
              policy={policy}
              rules={rules}
              question={question}
              impact={impact}
              onSave={save}
            />
          )}
        </Stack>
      )}
      {acts.dialogs}
    </Page>
  );
}
