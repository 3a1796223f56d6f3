import { Card, Text } from '@mantine/core';
import { texts } from '../../shared/texts';
import { sums } from '../../shared/work/money';
import classes from './tiles.module.css';

interface Tile {
  label: string;
  items: readonly { amount: number; currency: string }[];
}

/** Sums at a glance. */
export function Tiles({ tiles }: { tiles: readonly Tile[] }) {
  return (
    <div className={classes.tiles}>
      {tiles.map(({ label, items }) => {
        const [first = texts.work.dashboard.none, ...rest] = sums(items);
        return (
          <Card key={label} className={classes.tile}>
            <Text size="sm" c="dimmed">
              {label}
            </Text>
            <Text
              fz={26}
              fw={650}
              className="money"
              lts="-0.02em"
              c={items.length === 0 ? 'dimmed' : undefined}
            >
              {first}
            </Text>
            {rest.map((sum) => (
              <Text key={sum} size="sm" className="money">
                {sum}
              </Text>
            ))}
          </Card>
        );
      })}
    </div>
  );
}
