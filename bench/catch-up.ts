import { systemIds } from '../src/platform/runtime/system.ts';
import { ADAPTER_GOAL } from './appends.ts';
import { anEvent } from './support/an-event.ts';
import { type Backend, type Place, type Written, withPlace } from './support/place.ts';
import { median, type Row } from './support/report.ts';

const EVENTS = 30_000;
const AT_ONCE = 64;
const EVENTS_A_CALL = 10;
const ROUNDS = 3;

/** How fast a reader catches up with a log, beside what the store gives without this program. */
export function benchCatchUp(backend: Backend): Promise<Row[]> {
  return withPlace(backend, async (place) => {
    const written = await write(place);
    const [measured, limits]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      if (place.limit.catchUp) limits.push(await place.limit.catchUp(written));
      measured.push(await read(place, written));
    }
    const row = {
      what: `a reader catching up, ${written.events} events`,
      measured: median(measured),
      unit: 'events/s',
      ...(backend.isShared && { goal: ADAPTER_GOAL }),
    };
    return [limits.length === 0 ? row : { ...row, limit: { what: place.limit.what, value: median(limits) } }];
  });
}

/** The log may hold more than this measurement: what counts is what comes after a position. */
async function write(place: Place): Promise<Written> {
  const store = await place.openStore();
  const after = await store.head();
  let written = 0;
  const writer = async () => {
    while (written < EVENTS) {
      written += EVENTS_A_CALL;
      const id = systemIds.next();
      const call = Array.from({ length: EVENTS_A_CALL }, () => anEvent(systemIds.next()));
      await store.append(`notification-${id}`, 'no-stream', call);
    }
  };
  try {
    await Promise.all([...Array(AT_ONCE)].map(writer));
  } finally {
    await store.close();
  }
  return { after, events: written };
}

async function read(place: Place, written: Written): Promise<number> {
  const store = await place.openStore();
  const over = new AbortController();
  let events = 0;
  const begun = performance.now();
  try {
    for await (const batch of store.subscribe({ after: written.after, signal: over.signal })) {
      events += batch.events.length;
      if (events >= written.events) over.abort();
    }
    return (events * 1000) / (performance.now() - begun);
  } finally {
    over.abort();
    await store.close();
  }
}
