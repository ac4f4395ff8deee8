import { systemTimer } from '../src/platform/runtime/system.ts';
import { Projector } from '../src/platform/views/projector.ts';
import { views } from '../src/projections/views.ts';
import { eventsIn, writeHistory } from './support/history.ts';
import { type Backend, type Place, withPlace } from './support/place.ts';
import { withProgram } from './support/program.ts';
import type { Row } from './support/report.ts';
import { untilResting } from './support/resting.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** How fast all views are built from nothing, and how soon the program is ready on a long log. */
export function benchReplay(backend: Backend, events: number, progress: (text: string) => void): Promise<Row[]> {
  return withPlace(backend, async (place) => {
    progress(`writing a history of ${events} events`);
    await writeHistory(place, events);
    const inLog = await eventsIn(place);
    progress('building all views from it');
    const { rate, memoryMb } = await replay(place, inLog);
    progress('starting on it');
    const readyMs = await readyOn(place);
    return [
      {
        what: `all views from nothing, ${inLog} events`,
        measured: rate,
        unit: 'events/s',
        note: `grew to ${memoryMb.toFixed(0)} MB`,
      },
      { what: `process start to ready on a log of ${inLog} events`, measured: readyMs, unit: 'ms' },
    ];
  });
}

async function replay(place: Place, events: number): Promise<{ rate: number; memoryMb: number }> {
  const { log, close } = await place.openLog();
  try {
    const store = await place.openViews();
    try {
      const projector = new Projector(views, { log, store, timer: systemTimer, logger: silent });
      await projector.open();
      const begun = performance.now();
      const done = new Promise<void>((resolve) => projector.onMoved(() => projector.caughtUp && resolve()));
      projector.start();
      try {
        await done;
        const seconds = (performance.now() - begun) / 1000;
        return { rate: events / seconds, memoryMb: process.memoryUsage.rss() / 2 ** 20 };
      } finally {
        await projector.stop();
      }
    } finally {
      await store.close();
    }
  } finally {
    await close();
  }
}

/** The second start counts: the first one lets the process managers find out that all is settled. */
async function readyOn({ env }: Place): Promise<number> {
  await withProgram('src/main.ts', env, untilResting);
  return withProgram('src/main.ts', env, async ({ readyMs }) => readyMs);
}
