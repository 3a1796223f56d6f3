import classes from './charts.module.css';

/** How shapes are filled: told apart without colour. */
export type Fill = 'solid' | 'hatched' | 'dotted' | 'empty';

export interface Series {
  /** Of the numbers in the rows. */
  key: string;
  label: string;
  fill: Fill;
}

const INK = 'var(--chart-ink)';
const PAPER = 'var(--surface)';

export const looks: Record<Fill, { fill: string; stroke: string; strokeOpacity: number }> = {
  solid: { fill: INK, stroke: INK, strokeOpacity: 1 },
  hatched: { fill: 'url(#fill-hatched)', stroke: INK, strokeOpacity: 1 },
  dotted: { fill: 'url(#fill-dotted)', stroke: INK, strokeOpacity: 1 },
  empty: { fill: PAPER, stroke: INK, strokeOpacity: 1 },
};

/** What `looks` refers to; once on the page. */
export function Patterns() {
  const tile = { width: 6, height: 6, patternUnits: 'userSpaceOnUse' };
  return (
    <svg className={classes.patterns} aria-hidden="true">
      <defs>
        <pattern id="fill-hatched" {...tile} patternTransform="rotate(45)">
          <rect width="6" height="6" fill={PAPER} />
          <rect width="2.5" height="6" fill={INK} />
        </pattern>
        <pattern id="fill-dotted" {...tile}>
          <rect width="6" height="6" fill={PAPER} />
          <circle cx="3" cy="3" r="1.2" fill={INK} />
        </pattern>
      </defs>
    </svg>
  );
}

/** Which fill stands for what. */
export function Legend({ series }: { series: Series[] }) {
  return (
    <ul className={classes.legend}>
      {series.map(({ key, label, fill }) => (
        <li key={key}>
          <svg width="16" height="16" aria-hidden="true">
            <rect x="1" y="1" width="14" height="14" {...looks[fill]} />
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}
