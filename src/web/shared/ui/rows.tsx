import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './rows.module.css';

export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={classes.rows} aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  /** Where the title leads. */
  to?: string;
  title: string;
  /** Below the title. */
  detail?: ReactNode;
  /** On the right; below on small screens. */
  aside?: ReactNode;
  /** Before the title, e.g. a box to tick. */
  before?: ReactNode;
}

export function Row({ to, title, detail, aside, before }: RowProps) {
  return (
    <li className={classes.row}>
      {before}
      <div className={classes.words}>
        {to ? (
          <Link to={to} className={classes.title}>
            {title}
          </Link>
        ) : (
          <span className={classes.title}>{title}</span>
        )}
        {detail && <div className={classes.detail}>{detail}</div>}
      </div>
      {aside && <div className={classes.aside}>{aside}</div>}
    </li>
  );
}

export function RowsSkeleton({ count = 3 }: { count?: number }) {
  return (
    <Stack gap="sm" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
        <Skeleton key={index} h={56} />
      ))}
    </Stack>
  );
}
