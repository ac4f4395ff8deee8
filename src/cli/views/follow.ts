import { systemTimer } from '../../platform/runtime/system.ts';
import type { ViewStatus } from '../../platform/views/view-operations.ts';
import type { OperatorClient } from '../operator-client.ts';
import { createProgress } from '../progress.ts';

export type Action = 'rebuild' | 'verify';

const LOOK_EVERY_MS = 250;

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
  /** How many events there are, as far as anybody has said so. */
  let total = 0;
  const progress = createProgress(json ? process.stdout : process.stderr, { unit: 'events', json });
  for (;;) {
    const { items } = await shop.ask<{ items: ViewStatus[] }>('GET', '/api/views');
    const views = items.filter(({ name }) => names.includes(name));
    const slowest = views
      .map((view) => view[action])
      .filter((build) => build !== null)
      .sort((a, b) => a.fraction - b.fraction)[0];
    if (slowest !== undefined) {
      const { fraction, events } = slowest;
      // At the very beginning nobody knows how long it will be.
      if (events !== null && fraction > 0) {
        total = Math.max(events, Math.round(events / fraction));
        progress.at(events, total);
      }
    } else if (views.every((view) => hasEnded(view, action, before))) {
      if (total > 0) progress.at(total, total);
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
