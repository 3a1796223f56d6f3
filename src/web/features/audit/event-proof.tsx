import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AuditEvent, AuditProof } from '../../shared/api/types';
import { formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { IconShieldCheck } from '../../shared/ui/icons';
import { Notice, ProblemAlert } from '../../shared/ui/problem-alert';
import { Hash, More, Raw } from '../../shared/ui/raw';
import { Section } from '../../shared/ui/section';
import { Facts } from '../../shared/work/facts';
import classes from './audit.module.css';
import { isIncluded } from './inclusion';
import { proofQuery } from './queries';

const words = texts.audit.proof;

/** That the event is in the log that was signed for, and how one can tell. */
export function EventProof({ event: { id, sequence } }: { event: AuditEvent }) {
  const proof = useQuery({ ...proofQuery(id), enabled: sequence !== null });
  return (
    <Section title={words.title}>
      {sequence === null ? (
        <Text c="dimmed">{words.waiting}</Text>
      ) : (
        <>
          <ProblemAlert error={proof.error} onRetry={() => proof.refetch()} />
          {proof.isPending && <Skeleton h={220} />}
          {proof.data && <ProofSteps proof={proof.data} />}
        </>
      )}
    </Section>
  );
}

function ProofSteps({ proof }: { proof: AuditProof }) {
  const { sequence, leafHash, checkpoint, entry, path } = proof;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {words.what}
      </Text>
      <Verdict proof={proof} />
      <Facts
        facts={[
          [words.sequence, words.sequenceOf(sequence, checkpoint.size)],
          [words.leafHash, <Hash key="leaf">{leafHash}</Hash>],
          [words.sealedAt, formatTime(checkpoint.sealedAt)],
        ]}
      />
      <div>
        <More title={words.note}>
          <Stack gap="xs">
            <Text size="sm" c="dimmed">
              {words.noteHint}
            </Text>
            <Raw>{checkpoint.note}</Raw>
          </Stack>
        </More>
        <More title={words.entry}>
          <Raw>{entry}</Raw>
        </More>
        {path.length > 0 && (
          <More title={words.path(path.length)}>
            <ol className={classes.steps}>
              {path.map((step) => (
                <li key={step}>
                  <Hash>{step}</Hash>
                </li>
              ))}
            </ol>
          </More>
        )}
      </div>
      <Text size="sm" c="dimmed">
        {words.offline}
      </Text>
    </Stack>
  );
}

/** Computed here, from what was sent. */
function Verdict({ proof }: { proof: AuditProof }) {
  const { data: fits } = useQuery({
    queryKey: ['audit', 'verdict', proof],
    queryFn: () => isIncluded(proof),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (fits === undefined) return null;
  const { title, detail } = fits ? words.fits : words.differs;
  return (
    <Notice tone={fits ? 'success' : 'danger'} title={title} icon={fits && <IconShieldCheck />}>
      <Text size="sm">{detail}</Text>
    </Notice>
  );
}
