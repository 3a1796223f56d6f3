import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Milestone } from '../api/types';
import { formatDay } from '../format/time';
import { texts } from '../texts';
import { ButtonLink } from '../ui/link';
import { Row, Rows } from '../ui/rows';
import classes from './approve-list.module.css';
import { Money, sums } from './money';

/** Where milestones are reviewed together, before anything happens. */
export function reviewPath(milestoneIds: readonly string[]): string {
  return `/approve?${new URLSearchParams(milestoneIds.map((id) => ['milestone', id]))}`;
}

/** The most that one approval takes. */
const MOST = 100;

/** Submitted milestones, to review one by one or many at once. */
export function ApproveList({ label, milestones }: { label: string; milestones: readonly Milestone[] }) {
  const navigate = useNavigate();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const selected = milestones.filter(({ id }) => ticked.has(id)).slice(0, MOST);
  const totals = sums(selected);
  const words = texts.work.select;
  const tick = (id: string, isTicked: boolean) => {
    const next = new Set(ticked);
    if (isTicked) next.add(id);
    else next.delete(id);
    setTicked(next);
  };
  return (
    <Stack gap={0}>
      {milestones.length > 1 && (
        <Checkbox
          label={words.all}
          checked={selected.length === milestones.length}
          indeterminate={selected.length > 0 && selected.length < milestones.length}
          onChange={({ currentTarget: { checked } }) =>
            setTicked(new Set(checked ? milestones.map(({ id }) => id) : []))
          }
          py="xs"
        />
      )}
      <Rows label={label}>
        {milestones.map(({ id, title, payee, amount, currency, submittedAt }) => (
          <Row
            key={id}
            to={`/milestones/${id}`}
            title={title}
            detail={`${payee.name}${submittedAt ? ` · ${formatDay(submittedAt)}` : ''}`}
            before={
              milestones.length > 1 && (
                <Checkbox
                  aria-label={words.one(title)}
                  checked={ticked.has(id)}
                  onChange={({ currentTarget: { checked } }) => tick(id, checked)}
                />
              )
            }
            aside={
              <>
                <Money amount={amount} currency={currency} />
                <ButtonLink
                  to={reviewPath([id])}
                  variant="default"
                  size="sm"
                  aria-label={words.reviewOf(title)}
                >
                  {words.review}
                </ButtonLink>
              </>
            }
          />
        ))}
      </Rows>
      {selected.length > 0 && (
        <Group className={classes.bar} justify="space-between">
          <Text size="sm" role="status">
            {totals.length > 1 ? words.mixed : texts.work.milestones(selected.length)}
          </Text>
          <Button
            disabled={totals.length > 1}
            onClick={() => navigate(reviewPath(selected.map(({ id }) => id)))}
          >
            {words.approve(selected.length, totals.join(' + '))}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
