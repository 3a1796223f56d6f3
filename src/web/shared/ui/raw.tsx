import type { ReactNode } from 'react';
import classes from './raw.module.css';

/** Something byte by byte, as machines wrote it. */
export function Raw({ children }: { children: string }) {
  return <pre className={classes.raw}>{children}</pre>;
}

export function Hash({ children }: { children: string }) {
  return <span className={classes.hash}>{children}</span>;
}

/** What only some want to see. */
export function More({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className={classes.more}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}
