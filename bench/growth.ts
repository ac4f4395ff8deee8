import { type OrderCost, orderCost, withOutside } from './order-cost.ts';
import { type Checkouts, inTurns, type Sides } from './support/checkouts.ts';
import { embeddedAt } from './support/embedded.ts';
import type { Histories } from './support/histories.ts';
import { writeOpenOrders } from './support/history.ts';
import { withShop } from './support/program.ts';
import { median, type Row } from './support/report.ts';
import { untilResting } from './support/resting.ts';

const SHORT = 1_000;
const OPEN_ORDERS = 10_000;

/** Whether an order costs the same however much lies behind it, and however many others are open. Embedded stores. */
export async function benchGrowth(
  lengths: readonly number[],
  checkouts: Checkouts,
  history: Histories,
): Promise<Row[]> {
  const settle = (root: string) => (dataDir: string) =>
    withOutside(embeddedAt(dataDir).env, (env) => withShop(env, untilResting, root));
  const costs = (events: number, open: number) =>
    inTurns(checkouts, 1, async (root) => {
      const folder = await history.settled(events, root, settle(root));
      try {
        const place = embeddedAt(folder.path);
        if (open > 0) await writeOpenOrders(place, open);
        return await withOutside(place.env, async (env) => {
          if (open > 0) await withShop(env, async () => undefined, root);
          return withShop(env, orderCost, root);
        });
      } finally {
        await folder.remove();
      }
    });
  const base = await costs(SHORT, 0);
  const rows = [rowOf(`an order's CPU at ${counted(SHORT)} events of history`, base, null, '–')];
  for (const events of lengths) {
    rows.push(
      rowOf(
        `an order's CPU at ${counted(events)} events of history`,
        await costs(events, 0),
        base,
        '≤ 1.1 × that at 1,000',
      ),
    );
  }
  const open = await costs(SHORT, OPEN_ORDERS);
  return [...rows, rowOf(`an order's CPU at ${counted(OPEN_ORDERS)} open orders`, open, base, '≤ 1.2 × that at none')];
}

type Costs = Sides<readonly OrderCost[]>;

/** An order's cost beside what it is of the same program where there is little. */
function rowOf(what: string, costs: Costs, base: Costs | null, goal: string): Row {
  const middle = (runs: readonly OrderCost[]) => median(runs.map(({ cpuMs }) => cpuMs));
  const before = costs.before === null ? null : middle(costs.before);
  const grown =
    before === null || !base?.before ? '' : `; before it was ${(before / middle(base.before)).toFixed(2)} ×`;
  return {
    what,
    measured: middle(costs.ours),
    ...(before !== null && { before }),
    unit: 'ms',
    ...(base !== null && { limit: { what: 'at 1,000 events, none open', value: middle(base.ours) } }),
    goal,
    note: `${costs.ours[0]?.atRest.cpuMs.toFixed(0)} ms each second at rest${grown}`,
  };
}

function counted(number: number): string {
  return new Intl.NumberFormat('en-US').format(number);
}
