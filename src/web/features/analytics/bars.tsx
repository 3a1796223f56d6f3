import classes from './charts.module.css';
import { share } from './figures';

export interface Bar {
  label: string;
  value: number;
  /** The value as people read it. */
  text: string;
}

/** @param most the value of a bar of full width; the largest when absent */
export function Bars({ label, bars, most }: { label: string; bars: Bar[]; most?: number }) {
  const full = most ?? Math.max(...bars.map(({ value }) => value));
  return (
    <ul className={classes.bars} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.label}>
          <span className={classes.legend}>
            <span>{bar.label}</span>
            <strong>{bar.text}</strong>
          </span>
          <span className={classes.track} aria-hidden="true">
            <span className={classes.fill} style={{ width: `${100 * share(bar.value, full)}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
