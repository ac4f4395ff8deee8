import type { EventLog } from '../eventstore/event-log.ts';
import type { Clock } from '../runtime/clock.ts';
import { toTimestamp } from '../runtime/clock.ts';
import type {
  OpenItemView,
  ParkedAnswer,
  ParkedItemView,
  ProcessOperations,
  ProcessView,
  ReconciliationView,
} from './operations.ts';
import type { OpenItem, ParkedItem } from './ops-store.ts';
import type { ProcessRunner } from './runner/runner.ts';

/** Any process manager's runner, whatever it knows and does. */
export type AnyRunner = Pick<
  ProcessRunner<unknown, unknown>,
  'name' | 'position' | 'lastEventAt' | 'work' | 'wake' | 'forget'
>;

/** The comparison with the gateway, as far as operators use it. */
export interface Reconciliation {
  last(): Promise<ReconciliationView>;
  run(): Promise<unknown>;
}

export interface OperationsDeps {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly runners: readonly AnyRunner[];
  readonly reconciliation: Reconciliation;
}

/** How many open items of one process an answer shows; `openCount` tells how many there are. */
const MAX_SHOWN = 200;

/** What operators see of the process managers that run here, and may tell them. */
export function createProcessOperations({ log, clock, runners, reconciliation }: OperationsDeps): ProcessOperations {
  const byName = new Map(runners.map((runner) => [runner.name, runner]));

  async function parkedAnd(name: string, orderId: string, then: (runner: AnyRunner) => Promise<ParkedAnswer>) {
    const runner = byName.get(name);
    if (runner === undefined) return 'unknown-process';
    return runner.work.isParked(orderId) ? then(runner) : 'not-parked';
  }

  return {
    list: async () => {
      const head = await log.head();
      return runners.map((runner) => toProcessView(runner, head, clock.now()));
    },
    retry: (name, orderId) =>
      parkedAnd(name, orderId, async (runner) => {
        runner.wake(orderId);
        return 'done';
      }),
    skip: (name, orderId) =>
      parkedAnd(name, orderId, async (runner) => ((await runner.forget(orderId)) ? 'done' : 'money-not-settled')),
    reconciliation: () => reconciliation.last(),
    reconcile: async () => {
      // Runs on by itself; its result is what `reconciliation` answers.
      void reconciliation.run();
    },
  };
}

function toProcessView(runner: AnyRunner, head: string, now: number): ProcessView {
  const open = runner.work.open().sort((a, b) => (a.overdueAt ?? Infinity) - (b.overdueAt ?? Infinity));
  const atHead = runner.position >= head;
  const behindSince = runner.lastEventAt === null ? now : Date.parse(runner.lastEventAt);
  return {
    name: runner.name,
    position: runner.position,
    lag: { events: atHead ? 0 : null, seconds: atHead ? 0 : Math.max(0, (now - behindSince) / 1000) },
    inFlight: runner.work.running + runner.work.queued,
    open: open.slice(0, MAX_SHOWN).map((item) => toOpenItemView(item, now)),
    openCount: open.length,
    parked: runner.work.parked().map(toParkedItemView),
  };
}

function toOpenItemView({ orderId, waitingFor, since, due, overdueAt }: OpenItem, now: number): OpenItemView {
  return {
    orderId,
    waitingFor,
    since: toTimestamp(since),
    due: toTimestamp(overdueAt ?? due ?? since),
    overdue: overdueAt !== null && now > overdueAt,
  };
}

function toParkedItemView({ orderId, reason, since }: ParkedItem): ParkedItemView {
  return { orderId, reason, since: toTimestamp(since) };
}
