import classes from './charts.module.css';
import { share } from './figures';

export interface Column {
  key: string;
  whole: number;
  /** Of the whole; drawn solid, the rest is hatched. */
  part: number;
}

/** A column for each moment. Only for the eye: the table beside it says the same. */
export function Columns({ columns, legend }: { columns: Column[]; legend: { part: string; rest: string } }) {
  const most = Math.max(...columns.map(({ whole }) => whole));
  const height = (value: number) => ({ height: `${100 * share(value, most)}%` });
  return (
    <div aria-hidden="true">
      <div className={classes.columns}>
        {columns.map(({ key, whole, part }) => (
          <div key={key} className={classes.column}>
            <span className={classes.hatched} style={height(whole - part)} />
            <span className={classes.solid} style={height(part)} />
          </div>
        ))}
      </div>
      <div className={classes.key}>
        <span>
          <i className={classes.solid} /> {legend.part}
        </span>
        <span>
          <i className={classes.hatched} /> {legend.rest}
        </span>
      </div>
    </div>
  );
}
