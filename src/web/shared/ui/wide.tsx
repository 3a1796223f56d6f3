import type { ReactNode } from 'react';
import classes from './wide.module.css';

interface WideProps {
  label: string;
  children: ReactNode;
  /** For one that should not become too high either. */
  className?: string;
}

/** Around what may be wider than a phone, such as a table: it scrolls sideways by itself, by keyboard as well. */
export function Wide({ label, children, className = '' }: WideProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable without a mouse.
    <div className={`${classes.wide} ${className}`} role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
