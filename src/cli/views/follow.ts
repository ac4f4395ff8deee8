import { systemTimer } from '../../platform/runtime/system.ts';
import type { BuildStatus, ViewStatus } from '../../platform/views/view-operations.ts';
import type { OperatorClient } from '../operator-client.ts';
import { createProgress } from '../progress.ts';

export type Action = 'rebuild' | 'verify';

const LOOK_EVERY_MS = 250;
/** Thousandths of history: what is shown where the number of events is not known. */
const PARTS = 1_000;

/**
 * Shows how the builds of some views go until all have ended.
 * @returns the views as they stand then.
 * @throws StartFault when the shop goes away.
 */
export async function follow(
  shop: OperatorClient,
  action: Action,
  before: ReadonlyMap<string, ViewStatus>,
  names: readonly string[],
  json: boolean,
): Promise<ViewStatus[]> {
  const progress = createProgress(json ? process.stdout : process.stderr, { unit: 'events', json });
  for (;;) {
    const { items } = await shop.ask<{ items: ViewStatus[] }>('GET', '/api/views');
    const views = items.filter(({ name }) => names.includes(name));
    const slowest = views
      .map((view) => view[action])
      .filter((build) => build !== null)
      .sort((a, b) => a.fraction - b.fraction)[0];
    if (slowest !== undefined) progress.at(...reached(slowest));
    else if (views.every((view) => hasEnded(view, action, before))) {
      progress.end();
      return views;
    }
    await systemTimer.sleep(LOOK_EVERY_MS);
  }
}

/** The report is a new one. */
function hasEnded(view: ViewStatus, action: Action, before: ReadonlyMap<string, ViewStatus>): boolean {
  const report = (of: ViewStatus | undefined) => (action === 'rebuild' ? of?.lastRebuild : of?.lastVerify);
  return report(view) !== null && report(view)?.rebuilt !== report(before.get(view.name))?.rebuilt;
}

function reached({ fraction, events }: BuildStatus): [number, number] {
  if (events === null || fraction === 0) return [Math.round(fraction * PARTS), PARTS];
  return [events, Math.max(events, Math.round(events / fraction))];
}
