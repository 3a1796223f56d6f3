import { Button, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useId } from 'react';
import type { AccountType, PolicyImpact } from '../../../shared/api/types';
import { formatTime } from '../../../shared/format/time';
import { texts } from '../../../shared/texts';
import { PagedList } from '../../../shared/ui/paged-list';
import { Row, Rows } from '../../../shared/ui/rows';
import { concernedQuery, type ImpactKind, type ImpactQuestion } from './queries';

const words = texts.adminPolicies.impact;

type Counts = PolicyImpact['counts'];

const countOf: Record<ImpactKind, Exclude<keyof Counts, 'users'>> = {
  prompted: 'prompted',
  'locked-out': 'lockedOut',
  'no-allowed-method': 'noAllowedMethod',
  'cannot-pay': 'cannotPay',
  'cannot-pay-large': 'cannotPayLarge',
};
export const kinds = Object.keys(countOf) as ImpactKind[];
const paymentKinds: readonly ImpactKind[] = ['cannot-pay', 'cannot-pay-large'];

interface ImpactProps {
  accountType: AccountType;
  question: ImpactQuestion;
  impact: PolicyImpact;
  /** What counts now, to compare with. */
  now?: Counts | undefined;
  /** Of which people there is a list; null for none. */
  shown: ImpactKind | null;
  onShow: (kind: ImpactKind | null) => void;
}

/** How many people a policy concerns in which way, and who they are. */
export function Impact({ accountType, question, impact, now, shown, onShow }: ImpactProps) {
  const { at, counts } = impact;
  const list = useId();
  const listed = kinds.filter((kind) => accountType === 'client' || !paymentKinds.includes(kind));
  const isNobody = listed.every((kind) => counts[countOf[kind]] === 0);
  return (
    <Stack gap="sm">
      <Text size="sm">{words.at(formatTime(at), counts.users, accountType)}</Text>
      {isNobody && <Text fw={600}>{words.nobody}</Text>}
      <Rows label={words.title}>
        {listed.map((kind) => {
          const { name, detail } = words.kinds[kind];
          const count = counts[countOf[kind]];
          const isShown = shown === kind;
          return (
            <Row
              key={kind}
              title={name}
              detail={detail}
              aside={
                <>
                  <Text component="span" fw={count > 0 ? 700 : 400}>
                    {words.people(count)}
                  </Text>
                  {now && (
                    <Text component="span" size="sm" c="dimmed">
                      {words.before(now[countOf[kind]])}
                    </Text>
                  )}
                  {count > 0 && (
                    <Button
                      variant="default"
                      size="xs"
                      aria-expanded={isShown}
                      aria-controls={isShown ? list : undefined}
                      aria-label={isShown ? words.hideOf(name) : words.showOf(name)}
                      onClick={() => onShow(isShown ? null : kind)}
                    >
                      {isShown ? words.hide : words.show}
                    </Button>
                  )}
                </>
              }
            />
          );
        })}
      </Rows>
      {shown && counts[countOf[shown]] > 0 && (
        <div id={list}>
          <Concerned accountType={accountType} question={question} kind={shown} />
        </div>
      )}
    </Stack>
  );
}

interface ConcernedProps {
  accountType: AccountType;
  question: ImpactQuestion;
  kind: ImpactKind;
}

function Concerned({ accountType, question, kind }: ConcernedProps) {
  const people = useInfiniteQuery(concernedQuery(accountType, question, kind));
  const { name: title } = words.kinds[kind];
  return (
    <Stack gap="sm" align="stretch">
      <Title order={3} size="h4">
        {title}
      </Title>
      <PagedList
        label={title}
        list={people}
        row={({ id, name, email, methods, graceEndsAt }) => (
          <Row
            key={id}
            to={`/admin/users/${id}`}
            title={name}
            detail={[
              email,
              methods.map((method) => texts.admin.methods[method]).join(', ') || words.noFactor,
              graceEndsAt && words.graceEnds(formatTime(graceEndsAt)),
            ]
              .filter(Boolean)
              .join(' · ')}
          />
        )}
      />
    </Stack>
  );
}
