import { Choice } from '../crash/choice';
import { drops, SETTLED_WITHIN_MS } from '../crash/scenarios';
import { Stage } from '../crash/stage';

const APPROVALS = 40;

/** A thousand of them: `npm run test:crash -- --scenario drops`. */
it('answers of the gateway that get lost, one in five, leave each approval captured once', async () => {
  const choice = new Choice(20);
  const stage = await Stage.set(choice);
  try {
    const report = await drops(stage, choice, { approvals: APPROVALS, workers: 8 });
    expect(report.findings).toEqual([]);
    expect(report.figures).toMatchObject({ approved: APPROVALS, payments: APPROVALS, captures: APPROVALS });
    expect(report.settledWithinMs).toBeLessThan(SETTLED_WITHIN_MS);
    const unclear = await stage.rows("SELECT FROM audit_events WHERE type = 'payment.unknown'");
    expect(unclear).toHaveLength(APPROVALS / 5);
  } finally {
    await stage.close();
  }
}, 120_000);
