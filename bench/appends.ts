import { systemIds } from '../src/platform/runtime/system.ts';
import { anEvent, callsPerSecond } from './support/an-event.ts';
import { type Backend, type Place, withPlace } from './support/place.ts';
import type { Row } from './support/report.ts';

/** Of a client's rate: at most 1.15 times its time. */
export const ADAPTER_GOAL = '≥ 0.87 of it';

/** Durable appends of one event each, by callers that wait for their answer, beside what the store can do without this program. */
export async function benchAppends(backend: Backend, seconds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const callers of [1, 16, 64]) {
    rows.push(
      await withPlace(backend, async (place) => {
        const limit = await place.limit.measure(callers, seconds);
        const measured = await appendsPerSecond(place, callers, seconds);
        return {
          what: `durable appends, ${callers} caller${callers === 1 ? '' : 's'}`,
          measured,
          unit: 'events/s',
          ...(backend.isShared && { goal: ADAPTER_GOAL }),
          limit: { what: place.limit.what, value: limit },
        };
      }),
    );
  }
  return rows;
}

/** Events a second that the log takes from so many callers. */
export async function appendsPerSecond(place: Place, callers: number, seconds: number): Promise<number> {
  const store = await place.openStore();
  try {
    return await callsPerSecond(callers, seconds, () => {
      const id = systemIds.next();
      return store.append(`bench-${id}`, 'no-stream', [anEvent(id)]);
    });
  } finally {
    await store.close();
  }
}
