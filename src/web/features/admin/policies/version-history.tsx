import { useInfiniteQuery } from '@tanstack/react-query';
import type { Policy, PolicyVersion } from '../../../shared/api/types';
import { formatTime } from '../../../shared/format/time';
import { texts } from '../../../shared/texts';
import { ButtonLink } from '../../../shared/ui/link';
import { PagedList } from '../../../shared/ui/paged-list';
import { More } from '../../../shared/ui/raw';
import { Row } from '../../../shared/ui/rows';
import { Section } from '../../../shared/ui/section';
import { StatusBadge } from '../../../shared/work/status-badge';
import { versionsQuery } from './queries';
import { RuleFacts } from './rule-facts';

const { history: words, statuses } = texts.adminPolicies;
const tones = { 'in-force': 'good', scheduled: 'waiting', ended: 'quiet', superseded: 'stopped' } as const;

/** Who changed a policy when and why, with the way back. */
export function VersionHistory({ policy: { accountType } }: { policy: Policy }) {
  const versions = useInfiniteQuery(versionsQuery(accountType));
  return (
    <Section title={words.title}>
      <PagedList
        label={words.title}
        list={versions}
        row={(version) => <VersionRow key={version.version} version={version} />}
      />
    </Section>
  );
}

function VersionRow({ version: each }: { version: PolicyVersion }) {
  const { accountType, version, restoresVersion, status, author, createdAt, startsAt, reason } = each;
  const facts = [
    author ? words.by(author.name, formatTime(createdAt)) : words.installed,
    startsAt !== createdAt && words.starts(formatTime(startsAt)),
    author && reason && words.reason(reason),
  ];
  return (
    <Row
      title={restoresVersion === null ? words.version(version) : words.restores(version, restoresVersion)}
      detail={
        <>
          <div>{facts.filter(Boolean).join(' · ')}</div>
          <More title={words.rulesOf(version)}>
            <RuleFacts rules={each} />
          </More>
        </>
      }
      aside={
        <>
          <StatusBadge tone={tones[status]}>{statuses[status]}</StatusBadge>
          {(status === 'ended' || status === 'superseded') && (
            <ButtonLink
              to={`/admin/policies/${accountType}/restore/${version}`}
              variant="default"
              size="xs"
              aria-label={words.restoreOf(version)}
            >
              {words.restore}
            </ButtonLink>
          )}
        </>
      }
    />
  );
}
