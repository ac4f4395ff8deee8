import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedViewStore } from '../src/projections/embedded/embedded-view-store.ts';
import { Projector } from '../src/projections/projector.ts';
import { views } from '../src/projections/views.ts';
import { systemClock } from '../src/runtime/system.ts';
import { openLog, SECRET, writeHistory } from './support/history.ts';
import { startProgram } from './support/program.ts';
import type { Row } from './support/report.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** How fast all views are built from nothing, and how soon the program is ready on a long log. */
export async function benchReplay(events: number, progress: (text: string) => void): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kkotgil-bench-'));
  try {
    progress(`writing a history of ${events} events`);
    const written = await writeHistory(dataDir, events);
    progress('building all views from it');
    const { rate, memoryMb } = await replay(dataDir);
    progress('starting on it');
    const readyMs = await readyOn(dataDir);
    return [
      {
        what: `all five views from nothing, ${written} events`,
        measured: rate,
        unit: 'events/s',
        note: `grew to ${memoryMb.toFixed(0)} MB`,
      },
      { what: `process start to ready on a log of ${written} events`, measured: readyMs, unit: 'ms' },
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function replay(dataDir: string): Promise<{ rate: number; memoryMb: number }> {
  const { log, close } = openLog(dataDir);
  const store = openEmbeddedViewStore({ path: join(dataDir, 'views.db') });
  const projector = new Projector(views, { log, store, clock: systemClock, logger: silent });
  await projector.open();
  const begun = performance.now();
  const done = new Promise<void>((resolve) => projector.onMoved(() => projector.caughtUp && resolve()));
  projector.start();
  await done;
  const seconds = (performance.now() - begun) / 1000;
  const events = Number(await log.head());
  const memoryMb = process.memoryUsage.rss() / 2 ** 20;
  await projector.stop();
  await store.close();
  await close();
  return { rate: events / seconds, memoryMb };
}

/** The second start counts: the first one lets the process managers find out that all is settled. */
async function readyOn(dataDir: string): Promise<number> {
  const env = { KKOTGIL_DATA_DIR: dataDir, KKOTGIL_SECRET: SECRET.toString('base64') };
  const first = await startProgram('src/main.ts', env);
  while (!(await fetch(`${first.url}/health/ready`)).ok) await new Promise((resolve) => setTimeout(resolve, 100));
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await first.stop();
  const second = await startProgram('src/main.ts', env);
  await second.stop();
  return second.readyMs;
}
