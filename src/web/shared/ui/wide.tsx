import type { ReactNode } from 'react';
import classes from './wide.module.css';

/** Around what may be wider than a phone, such as a table: it scrolls sideways by itself, by keyboard as well. */
export function Wide({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable without a mouse.
    <div className={classes.wide} role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
