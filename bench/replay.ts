import { loadNote, withLoad } from './load/start-load.ts';
import { type Checkouts, figures, inTurns } from './support/checkouts.ts';
import { embeddedAt } from './support/embedded.ts';
import type { Histories } from './support/histories.ts';
import { eventsIn, writeHistory } from './support/history.ts';
import { pause } from './support/pause.ts';
import { type Backend, type Place, withPlace } from './support/place.ts';
import { type Program, withShop } from './support/program.ts';
import { median, type Row } from './support/report.ts';
import { untilResting } from './support/resting.ts';

/** Starts that are measured: the middle one counts. */
const STARTS = 3;
/** What a program needs that does nothing is measured after so long. */
const REST_MS = 5_000;

/** A program on a long history. */
interface OnHistory {
  readonly eventsPerSecond: number;
  /** The most memory while the views were built, in MiB. */
  readonly buildingMb: number;
  readonly readyMs: number;
  readonly restingMb: number;
  /** The most memory under load, in MiB. */
  readonly workingMb: number;
  readonly busy: number;
}

/** How fast all views are built from nothing, how soon the program is ready on a long log, and how much memory it needs then. */
export async function benchReplay(
  backend: Backend,
  { lengths, seconds, checkouts, history }: ReplayTerms,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const events of lengths) {
    const measured = await inTurns(checkouts, 1, async (root) => {
      if (backend.isShared)
        return withPlace(backend, (place) => written(place, events, (inLog) => onHistory(place, inLog, seconds, root)));
      const folder = await history.fresh(events);
      try {
        const place = embeddedAt(folder.path);
        return await onHistory(place, await eventsIn(place), seconds, root);
      } finally {
        await folder.remove();
      }
    });
    rows.push(...rowsOf(events, measured));
  }
  return rows;
}

export interface ReplayTerms {
  /** How many events the histories have. */
  readonly lengths: readonly number[];
  readonly seconds: number;
  readonly checkouts: Checkouts;
  readonly history: Histories;
}

async function written<T>(place: Place, events: number, use: (inLog: number) => Promise<T>): Promise<T> {
  await writeHistory(place, events);
  return use(await eventsIn(place));
}

async function onHistory(
  { env }: Pick<Place, 'env'>,
  events: number,
  seconds: number,
  root: string,
): Promise<OnHistory> {
  const start = <T>(use: (program: Program) => Promise<T>, settings: Readonly<Record<string, string>> = env) =>
    withShop(settings, use, root);
  // Without the process managers, which read history too.
  const building = await start(
    async ({ listensMs, readyMs, memory }) => ({ ms: readyMs - listensMs, most: memory().most }),
    { ...env, KKOTGIL_ROLES: 'api,projections' },
  );
  // They find out that all is settled at the first start, and that is not measured.
  await start(untilResting);
  const starts: number[] = [];
  for (let round = 0; round < STARTS; round++) starts.push(await start(async ({ readyMs }) => readyMs));
  const running = await start(async (program) => {
    await pause(REST_MS);
    const restingMb = program.memory().now;
    const { busy } = await withLoad((load) =>
      load.run('visitors', { url: program.url }, AbortSignal.timeout(1000 * seconds)),
    );
    return { restingMb, workingMb: program.memory().most, busy };
  });
  return {
    eventsPerSecond: (1000 * events) / building.ms,
    buildingMb: building.most,
    readyMs: median(starts),
    ...running,
  };
}

function rowsOf(events: number, measured: Awaited<ReturnType<typeof inTurns<OnHistory>>>): Row[] {
  const of = (value: (side: OnHistory) => number) => figures(measured, (runs) => median(runs.map(value)));
  const length = `${new Intl.NumberFormat('en-US').format(events)} events`;
  return [
    {
      what: `all views from nothing, ${length}`,
      ...of(({ eventsPerSecond }) => eventsPerSecond),
      unit: 'events/s',
      goal: '≥ 100,000 events/s',
      note: 'from listening to ready, with the roles api and projections',
    },
    {
      what: `memory meanwhile, at most, ${length}`,
      ...of(({ buildingMb }) => buildingMb),
      unit: 'MB',
      goal: '≤ 300 MB',
    },
    { what: `process start to ready, ${length}`, ...of(({ readyMs }) => readyMs), unit: 'ms', goal: '< 1,000 ms' },
    {
      what: `memory of a shop at rest, ${length} of history`,
      ...of(({ restingMb }) => restingMb),
      unit: 'MB',
      goal: '≤ 300 MB',
    },
    {
      what: `memory under load, at most, ${length} of history`,
      ...of(({ workingMb }) => workingMb),
      unit: 'MB',
      goal: '≤ 300 MB',
      note: `20 orders/s and 50 queries/s; ${loadNote(...measured.ours.map(({ busy }) => busy))}`,
    },
  ];
}
