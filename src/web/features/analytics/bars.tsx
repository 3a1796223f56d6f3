import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import classes from './charts.module.css';
import { Legend, looks, type Series } from './fills';

interface BarsProps {
  label: string;
  series: Series[];
  /** A group of bars for each; `name` says whose. Null is no bar. */
  rows: ({ name: string } & Record<string, string | number | null>)[];
  /** `side by side` with the value written at each bar, or `shares` of a whole in one bar of full length. */
  kind?: 'side by side' | 'shares';
  /** The value as people read it. */
  format: (value: number) => string;
}

const BAR_PX = 24;
const GAP_PX = 28;
const NAMES_PX = 118;
/** For the value behind the longest bar. */
const VALUE_PX = 76;

/** Bars that lie, with their names beside them. One picture with a name for screen readers: the table beside it says the same. */
export function Bars({ label, series, rows, kind = 'side by side', format }: BarsProps) {
  const isWhole = kind === 'shares';
  const fillOf = new Map(series.map(({ key, fill }) => [key, looks[fill]]));
  return (
    <>
      <div role="img" aria-label={label}>
        <BarChart
          className={classes.chart}
          h={rows.length * ((isWhole ? 1 : series.length) * BAR_PX + GAP_PX)}
          orientation="vertical"
          type={isWhole ? 'percent' : 'default'}
          data={rows}
          dataKey="name"
          series={series.map(({ key, label: name }) => ({ name: key, label: name, color: 'brand' }))}
          barProps={({ name }) => fillOf.get(name) ?? looks.solid}
          maxBarWidth={BAR_PX}
          valueFormatter={format}
          withBarValueLabel={!isWhole}
          valueLabelProps={{ fontSize: 14, fill: 'currentColor' }}
          withXAxis={false}
          gridAxis="none"
          tickLine="none"
          yAxisProps={{
            width: NAMES_PX,
            interval: 0,
            tick: { width: NAMES_PX - 10, fontSize: 14, fill: 'currentColor' },
          }}
          barChartProps={{ margin: { top: 0, right: isWhole ? 2 : VALUE_PX, bottom: 0, left: 0 }, barGap: 2 }}
          withTooltip={false}
          accessibilityLayer={false}
        />
      </div>
      {series.length > 1 && <Legend series={series} />}
    </>
  );
}
