import { lockFolder } from '../../platform/eventstore/embedded/folder-lock.ts';
import { ACCEPTED_LOSSES, acceptLosses } from '../../platform/folder/accept-losses.ts';
import { examineFolder } from '../../platform/folder/examine.ts';
import { type Loss, lossesOf } from '../../platform/folder/losses.ts';
import { lossInWords } from '../../platform/folder/words.ts';
import { systemClock } from '../../platform/runtime/system.ts';
import { createProgress } from '../progress.ts';
import { type Asking, askToGoOn, sayWhole } from './lost.ts';
import { type Looked, type LostOrder, ordersAfter, ordersWithoutKey } from './lost-orders.ts';

/** Accepts what a data folder has lost. @throws StartFault when a shop runs on it, or nobody agrees */
export async function acceptInFolder(dataDir: string, asking: Asking): Promise<void> {
  const release = lockFolder(dataDir);
  try {
    const losses = examineFolder(dataDir, lossesOf);
    if (losses.length === 0) return sayWhole(dataDir, asking);
    const { orders, keyIds } = concerned(dataDir, losses, asking);
    const seen = (index: number) => {
      const event = orders[index]?.event ?? null;
      return event === null ? '' : `, seen up to event ${event}`;
    };
    await askToGoOn({ losses, words: losses.map(lossInWords), orders, keyIds, seen }, asking);
    const aside = acceptLosses({ dataDir, losses, orders, keyIds, at: systemClock.now() });
    if (!asking.json) process.stdout.write(doneInWords(aside));
  } finally {
    release();
  }
}

/** Whom the losses concern. */
function concerned(
  dataDir: string,
  losses: readonly Loss[],
  { json }: Asking,
): { orders: readonly LostOrder[]; keyIds: readonly string[] } {
  const orders: LostOrder[] = [];
  const keyIds: string[] = [];
  for (const loss of losses) {
    if (loss.what === 'log-lost' || loss.what === 'log-behind') {
      const after = loss.what === 'log-lost' ? 0 : loss.events;
      orders.push(...shown('documents looked at', json, (looked) => ordersAfter(dataDir, after, looked)));
    }
    if (loss.what === 'keys-lost' || loss.what === 'keys-behind') {
      const lost = loss.what === 'keys-lost' ? 'all' : 'unknown';
      const without = shown('events looked at', json, (looked) => ordersWithoutKey(dataDir, lost, looked));
      orders.push(...without.orders);
      keyIds.push(...without.keyIds);
    }
  }
  return { orders, keyIds };
}

/** Looks at something, and shows how far it is. */
function shown<Found>(unit: string, json: boolean, look: (looked: Looked) => Found): Found {
  const progress = createProgress(json ? process.stdout : process.stderr, { unit, json });
  const found = look(progress.at);
  progress.end();
  return found;
}

function doneInWords(aside: readonly string[]): string {
  const lines = [`Written down in ${ACCEPTED_LOSSES}.`];
  if (aside.length > 0) lines.push(`Set aside: ${aside.join(', ')}.`);
  return `${lines.join(' ')} The shop can start now; views and process state are made anew.\n`;
}
