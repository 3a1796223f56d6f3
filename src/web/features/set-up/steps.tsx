import { Text } from '@mantine/core';
import { texts } from '../../shared/texts';
import classes from './set-up.module.css';
import type { Step } from './stage';

const words = texts.setUp;

/** How far somebody is: bars for the eye, a sentence for all. */
export function Steps({ steps, current }: { steps: Step[]; current: Step }) {
  const at = steps.indexOf(current);
  return (
    <div className="no-print">
      <Text size="sm" c="dimmed" mb={8} role="status">
        {words.stepOf(at + 1, steps.length, words.steps[current])}
      </Text>
      <div className={classes.bars} aria-hidden="true">
        {steps.map((step, index) => (
          <span key={step} className={classes.bar} data-reached={index <= at || undefined} />
        ))}
      </div>
    </div>
  );
}
