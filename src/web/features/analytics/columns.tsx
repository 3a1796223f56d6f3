import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import classes from './charts.module.css';
import { Legend, looks, type Series } from './fills';

interface ColumnsProps {
  label: string;
  series: Series[];
  /** A column for each moment, of as many parts as there are series. */
  columns: ({ name: string } & Record<string, string | number>)[];
  format: (value: number) => string;
}

/** Columns over time, in parts. Likewise one picture for screen readers; the values show where the mouse is. */
export function Columns({ label, series, columns, format }: ColumnsProps) {
  const fillOf = new Map(series.map(({ key, fill }) => [key, looks[fill]]));
  return (
    <>
      <div role="img" aria-label={label}>
        <BarChart
          className={classes.chart}
          h={240}
          type="stacked"
          data={columns}
          dataKey="name"
          series={series.map(({ key, label: name }) => ({ name: key, label: name, color: 'brand' }))}
          barProps={({ name }) => fillOf.get(name) ?? looks.solid}
          maxBarWidth={48}
          valueFormatter={format}
          yAxisProps={{ width: 48, allowDecimals: false }}
          xAxisProps={{ minTickGap: 24 }}
          accessibilityLayer={false}
        />
      </div>
      <Legend series={series} />
    </>
  );
}
