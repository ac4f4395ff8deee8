import { Gauge, type Registry } from 'prom-client';
import { LogCheck, type LogCheckState } from '../platform/eventstore/log-check/log-check.ts';
import type { LogOperations } from '../platform/eventstore/log-operations.ts';
import { type Holding, holdLease } from '../platform/leases/hold.ts';
import type { OpsStore } from '../platform/processes/ops-store.ts';
import { aborted } from '../platform/runtime/aborted.ts';
import type { Clock } from '../platform/runtime/clock.ts';
import type { Logger } from '../platform/runtime/logger.ts';
import { threadLoad } from '../platform/runtime/thread-load.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import { MENU_STREAM } from '../stored-events/menu-reader.ts';
import type { Stores } from './stores.ts';
import { opsWhileHeld } from './while-held.ts';

const DAY_MS = 24 * 3600 * 1000;
/** How often a process shows the others how far its check is. */
const SHOW_EVERY_MS = 1_000;

export interface LogCheckDeps {
  readonly stores: Pick<Stores, 'log' | 'walk' | 'ops' | 'leases'>;
  /** Whether this process checks the log. */
  readonly checks: boolean;
  /** What goes before it and needs all the processor that there is. */
  readonly after: Promise<void>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly metrics: Registry;
}

/** The check of the whole log, as this process has part in it. */
export interface CheckedLog {
  readonly operations: LogOperations;
  /** In words, what of the log is damaged; empty when nothing is known to be. */
  warnings(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Checks the log, alone or as the holder of the lease, and says how far that is and what was found. */
export function startLogCheck({ stores, checks, after, clock, timer, logger, metrics }: LogCheckDeps): CheckedLog {
  const { log, ops, leases } = stores;
  const stopping = new AbortController();
  /** What is damaged is to be met by whoever decides on it, also where it was known from before. */
  const changed = ({ damage }: LogCheckState) => {
    for (const { streamId } of damage) if (streamId !== null) log.forgetStream(streamId);
  };
  const check = new LogCheck({ walk: stores.walk, clock, timer, logger, everyMs: DAY_MS, load: threadLoad(), changed });
  const state = leases === null ? async () => check.state : async () => (await shownBy(ops, log.logId)) ?? check.state;
  const operations: LogOperations = { status: async () => ({ ...(await state()), head: await log.head() }) };
  const { signal } = stopping;
  const begin = Promise.race([after, aborted(signal)]);
  const running = checks ? begin.then(() => run(check, { stores, timer, logger, signal })) : Promise.resolve();
  showLog(metrics, operations, (checkedTo, head) => log.distance(checkedTo, head).fraction);
  return {
    operations,
    warnings: async () => inWords(await state()),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run(
  check: LogCheck,
  { stores, signal, ...by }: Pick<LogCheckDeps, 'stores' | 'timer' | 'logger'> & { readonly signal: AbortSignal },
): Promise<void> {
  const { leases, ops, log } = stores;
  if (leases === null) return check.run(signal);
  const work = async (holding: Holding) => {
    const { signal: held } = holding;
    const shown = { ops: opsWhileHeld(ops, holding), timer: by.timer, logId: log.logId };
    await Promise.all([check.run(held), showAgainAndAgain(check, shown, held)]);
  };
  return holdLease({ ...leases, ...by, signal, name: 'log-check', work });
}

const nameOf = (logId: string) => `log-check/${logId}`;

function shownBy(ops: OpsStore, logId: string): Promise<LogCheckState | null> {
  return ops.read<LogCheckState>(nameOf(logId)).catch(() => null);
}

/** Lets the other processes see how the check stands. */
async function showAgainAndAgain(
  check: LogCheck,
  { ops, timer, logId }: { readonly ops: OpsStore; readonly timer: Timer; readonly logId: string },
  signal: AbortSignal,
): Promise<void> {
  let shown: LogCheckState | null = null;
  while (!signal.aborted) {
    await timer.sleep(SHOW_EVERY_MS, signal);
    const { state } = check;
    if (state === shown) continue;
    // When the store is away, the next turn shows it.
    await ops.write(nameOf(logId), state).then(
      () => {
        shown = state;
      },
      () => undefined,
    );
  }
}

function showLog(
  metrics: Registry,
  { status }: LogOperations,
  fraction: (checkedTo: string, head: string) => number,
): void {
  new Gauge({
    name: 'kkotgil_log_checked_ratio',
    help: 'How much of the log was checked since the start, 0 to 1',
    registers: [metrics],
    async collect() {
      const found = await status().catch(() => null);
      if (found !== null) this.set(fraction(found.checkedTo, found.head));
    },
  });
  new Gauge({
    name: 'kkotgil_log_damage',
    help: 'Places at which the log is not what was written',
    registers: [metrics],
    async collect() {
      const found = await status().catch(() => null);
      if (found !== null) this.set(found.damage.length + found.more);
    },
  });
}

function inWords({ damage, more }: LogCheckState): string[] {
  const places = damage.length + more;
  if (places === 0) return [];
  const all = `the log is damaged at ${places} ${places === 1 ? 'place' : 'places'}: GET /api/log names them`;
  const menu = damage.find(({ streamId, what }) => streamId === MENU_STREAM && what !== 'hash-changed');
  return menu === undefined
    ? [all]
    : [all, `the menu is damaged (${menu.what} at ${menu.position}): what it concerns can't be ordered`];
}
