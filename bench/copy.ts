import { compareLogs } from '../src/cli/log-copy/compare.ts';
import { copySide } from '../src/cli/log-copy/copy.ts';
import { openSide, type Places, type Side } from '../src/cli/log-copy/side.ts';
import { systemIds } from '../src/platform/runtime/system.ts';
import { anEvent } from './support/an-event.ts';
import { fromHere } from './support/from-here.ts';
import { type Backend, type Place, withPlace } from './support/place.ts';
import type { Row } from './support/report.ts';

const ORDERS = 1_000;
/** Orders that are on their way together, so that their events lie among each other, as in a shop. */
const TOGETHER = 20;
/** The streams of an order in which its events come, each written by a call of its own. */
const STORY = [
  ...['order', 'payment', 'payment', 'order', 'delivery', 'notification', 'notification', 'notification'],
  ...['delivery', 'delivery', 'notification', 'notification', 'notification', 'delivery', 'order', 'review'],
  ...['notification', 'notification', 'notification', 'notification'],
];

/** How fast `log:copy` moves a log and its keys from the embedded stores to servers, and compares the two afterwards. */
export function benchCopy(from: Backend, to: Backend): Promise<Row[]> {
  return withPlace(from, (source) => withPlace(to, (target) => copy(source, target)));
}

async function copy(source: Place, target: Place): Promise<Row[]> {
  const written = await write(source);
  const from = await openSide('embedded', placesOf(source), true);
  try {
    const opened = await openSide('eventstoredb', placesOf(target), false);
    try {
      const to: Side = { ...opened, events: await fromHere(opened.events) };
      const begun = performance.now();
      await copySide(from, to, () => undefined);
      const copied = performance.now();
      const { difference } = await compareLogs(from.events, to.events, () => undefined);
      const compared = performance.now();
      if (difference !== null) throw new Error(`the copy differs at ${difference}`);
      const rate = (ms: number) => (written * 1000) / ms;
      return [
        {
          what: `log:copy into EventStoreDB, ${written} events, one a call, and ${ORDERS} keys`,
          measured: rate(copied - begun),
          unit: 'events/s',
          goal: '≥ 1,000 events/s',
          note: `${rate(compared - begun).toFixed(0)} events/s with the comparison`,
        },
      ];
    } finally {
      await opened.close();
    }
  } finally {
    await from.close();
  }
}

function placesOf({ env }: Place): Places {
  return {
    dataDir: env.KKOTGIL_DATA_DIR ?? '',
    eventStoreDbUrl: env.EVENTSTOREDB_URL,
    mongoUrl: env.MONGODB_URL,
    mongoDatabase: env.MONGODB_DATABASE ?? '',
  };
}

/** A shop's log, with a key for each customer. */
async function write(place: Place): Promise<number> {
  const { keyring, close } = await place.openLog();
  for (let number = 0; number < ORDERS; number++) await keyring.subjectFor(`+8210${20_000_000 + number}`);
  await close();
  const store = await place.openStore();
  for (let order = 0; order < ORDERS; order += TOGETHER) {
    const orders = Array.from({ length: TOGETHER }, () => ({ id: systemIds.next(), ends: new Map<string, number>() }));
    for (const category of STORY) {
      await Promise.all(
        orders.map(async ({ id, ends }) => {
          const streamId = `${category}-${id}`;
          const { revision } = await store.append(streamId, ends.get(category) ?? 'no-stream', [
            anEvent(systemIds.next()),
          ]);
          ends.set(category, revision);
        }),
      );
    }
  }
  await store.close();
  return ORDERS * STORY.length;
}
