import type { Config } from '../config.ts';
import { chargeCallBudgetMs, smsCallBudgetMs } from '../gateways/http/limits.ts';
import type { TrackingLinks } from '../links/tracking-link.ts';
import type { Keyring } from '../platform/eventstore/keyring/keyring.ts';
import { type Holding, holdLease } from '../platform/leases/hold.ts';
import type { OpsStore } from '../platform/processes/ops-store.ts';
import type { ProcessManager } from '../platform/processes/process-manager.ts';
import { type AnyRunner, createProcessOperations } from '../platform/processes/process-operations.ts';
import { byOperations, createRemoteOperations } from '../platform/processes/remote/remote-operations.ts';
import { answerRequests, type Request } from '../platform/processes/remote/requests.ts';
import { ProcessRunner } from '../platform/processes/runner/runner.ts';
import type { RunnerDeps } from '../platform/processes/runner/runner-deps.ts';
import { aborted } from '../platform/runtime/aborted.ts';
import type { IdSource } from '../platform/runtime/ids.ts';
import type { Logger } from '../platform/runtime/logger.ts';
import type { Spans } from '../platform/runtime/spans.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import type { WallWatch } from '../platform/runtime/wall-watch.ts';
import type { ErasureList } from '../processes/erasure/erasure-list.ts';
import type { ErasureDeps, Leftovers } from '../processes/erasure/erasure-process.ts';
import { createErasureProcess } from '../processes/erasure/erasure-process.ts';
import type { ShopOperations } from '../processes/operations.ts';
import { operatorWords } from '../processes/operator-words.ts';
import { GRACE_MS, KEY_WINDOW_MS } from '../processes/payment/context.ts';
import { createPaymentProcess } from '../processes/payment/payment-process.ts';
import {
  answerReconcile,
  createReconciliation,
  localReconciliation,
  remoteReconciliation,
} from '../processes/reconciliation/reconciliation.ts';
import { RECONCILIATION } from '../processes/reconciliation/state.ts';
import { RETENTION, type Retention } from '../processes/retention/retention.ts';
import { createShippingProcess } from '../processes/shipping/shipping-process.ts';
import { NOTICE_MAX_AGE_MS, SMS_GRACE_MS } from '../processes/sms/context.ts';
import { createSmsProcess } from '../processes/sms/sms-process.ts';
import type { CommandDeps, EventLog } from '../stored-events/event-log.ts';
import { deadlineTerms } from './deadline-terms.ts';
import type { Gateways } from './gateways.ts';
import type { LeaseTerms } from './stores.ts';
import { whileHeld } from './while-held.ts';

/** The process managers, as this process has part in them. */
export interface Processes {
  readonly operations: ShopOperations;
  /** The leases that this process competes for. */
  readonly leases: readonly string[];
  /** Why a process manager that this process runs can't work yet; empty when all do. */
  faults(): string[];
  stop(): Promise<void>;
}

export interface ProcessesDeps extends CommandDeps {
  readonly timer: Timer;
  readonly wall: WallWatch;
  readonly ops: OpsStore;
  readonly ids: IdSource;
  readonly gateways: Gateways;
  readonly keyring: Pick<Keyring, 'destroy' | 'outlivesMs'>;
  readonly ordersOf: ErasureDeps['ordersOf'];
  readonly leftovers: Leftovers;
  readonly erasures: ErasureList;
  readonly retention: Pick<Retention, 'start'>;
  readonly links: TrackingLinks;
  readonly logger: Logger;
  readonly spans: Spans;
  readonly config: Config;
  /** Whether this process runs process managers. */
  readonly runs: boolean;
  /** How processes agree on who runs which; null when there is only this one. */
  readonly leases: LeaseTerms | null;
  /** Aborts when the program is to stop: no run begins then. */
  readonly signal: AbortSignal;
}

/** Every process manager's instance is an order, or what is known to people as one. */
const ID_NAMES = { inLogs: 'orderId', inSpans: 'order.id' };
/** Orders that each process manager works on at once: as many as its gateway lets through, and some that wait for the log. */
const CONCURRENCY = { payment: 64, shipping: 32, sms: 64, erasure: 64 };

type Runner = AnyRunner & Pick<ProcessRunner<unknown, unknown>, 'start' | 'stop' | 'live'>;

/**
 * Takes part in the process managers and the reconciliation with the payment system: runs them, alone or each as the holder of
 * its lease, and lets operators see and tell them wherever they run.
 */
export async function startProcesses(deps: ProcessesDeps): Promise<Processes> {
  return deps.leases === null ? startAlone(deps) : startAmongOthers(deps, deps.leases);
}

async function startAlone(all: ProcessesDeps): Promise<Processes> {
  if (!all.runs)
    return { operations: remoteOperations(all), leases: [], faults: () => [], stop: async () => undefined };
  const { stopping, signal } = stoppable(all.signal);
  const deps = whileHeld(all, { signal, stands: () => true, term: 1 });
  const runners = MAKERS.map(([, make]) => make(deps));
  const [payment] = runners as [Runner];
  const reconciliation = reconciliationOf(deps, (orderId) => payment.wake(orderId));
  const { log, clock, wall } = deps;
  const operations = {
    ...createProcessOperations({ log, clock, wall, runners, words: operatorWords }),
    ...localReconciliation(reconciliation),
  };
  for (const runner of runners) await runner.start();
  const ending = Promise.all([
    ...runners.map((runner) => endAt(runner, signal)),
    reconciliation.start(signal),
    all.retention.start(signal),
  ]);
  return {
    operations,
    leases: [],
    faults: () => faultsOf(runners),
    stop: async () => {
      stopping.abort();
      await ending;
    },
  };
}

async function startAmongOthers(all: ProcessesDeps, leases: LeaseTerms): Promise<Processes> {
  const { log, clock, timer, wall, logger } = all;
  const { stopping, signal } = stoppable(all.signal);
  const running = new Map<string, Runner>();
  const held: Promise<void>[] = [];
  const hold = (name: string, work: (holding: Holding) => Promise<void>) =>
    held.push(holdLease({ ...leases, logger, name, signal, work }));
  const answer = (
    name: string,
    { ops }: ProcessesDeps,
    signal: AbortSignal,
    carryOut: (request: Request) => Promise<string>,
  ) => answerRequests({ ops, clock, timer, logger, signal }, name, carryOut);

  const operationsOf = (runner: Runner) =>
    createProcessOperations({ log, clock, wall, runners: [runner], words: operatorWords });

  if (all.runs) {
    for (const [name, make] of MAKERS) {
      hold(name, async (holding) => {
        const deps = whileHeld(all, holding);
        const runner = make(deps);
        await runner.start();
        running.set(name, runner);
        // Beside each other: a request that hangs must not keep the work from ending.
        await Promise.all([
          endAt(runner, holding.signal).then(() => running.delete(name)),
          answer(name, deps, holding.signal, byOperations(operationsOf(runner), name)),
        ]);
      });
    }
    hold(RECONCILIATION, async (holding) => {
      const deps = whileHeld(all, holding);
      const reconciliation = reconciliationOf(deps);
      await Promise.all([
        reconciliation.start(holding.signal),
        answer(RECONCILIATION, deps, holding.signal, answerReconcile(reconciliation)),
      ]);
    });
  }
  if (all.runs) hold(RETENTION, ({ signal }) => all.retention.start(signal));
  return {
    operations: remoteOperations(all),
    leases: all.runs ? [...MAKERS.map(([name]) => name), RECONCILIATION] : [],
    faults: () => faultsOf([...running.values()]),
    stop: async () => {
      stopping.abort();
      await Promise.all(held);
    },
  };
}

async function endAt(runner: Runner, signal: AbortSignal): Promise<void> {
  await aborted(signal);
  await runner.stop();
}

/** A signal that aborts with another one, or when it is told. */
function stoppable(other: AbortSignal): { readonly stopping: AbortController; readonly signal: AbortSignal } {
  const stopping = new AbortController();
  return { stopping, signal: AbortSignal.any([other, stopping.signal]) };
}

function remoteOperations({ ops, log, clock, timer, wall, ids }: ProcessesDeps): ShopOperations {
  const deps = { ops, log, clock, timer, wall, ids };
  return {
    ...createRemoteOperations({ ...deps, names: MAKERS.map(([name]) => name), words: operatorWords }),
    ...remoteReconciliation(deps),
  };
}

function faultsOf(runners: readonly Runner[]): string[] {
  return runners.filter(({ live }) => !live).map(({ name }) => `process ${name} is catching up`);
}

/** @param wake unless where its payment process runs elsewhere: there the event that was recorded does that. */
function reconciliationOf(deps: ProcessesDeps, wake: (orderId: string) => void = () => undefined) {
  const { gateways, ops, logger, log, clock, timer } = deps;
  const inFlightMs = chargeCallBudgetMs + GRACE_MS;
  return createReconciliation({
    log,
    clock,
    timer,
    gateway: gateways.payment,
    ops,
    logger,
    wake,
    inFlightMs,
    graceMs: GRACE_MS,
  });
}

/** @param concurrency how many orders, or people, it works on at once. */
function runnerDeps({ log, clock, timer, wall, ops, logger, spans }: ProcessesDeps, concurrency: number): RunnerDeps {
  return { log, clock, timer, wall, ops, logger, spans, idNames: ID_NAMES, concurrency };
}

/** @param make a process that decides by nothing but what its log and the time tell. */
function runnerOf<Context, Action>(
  make: (log: EventLog) => ProcessManager<Context, Action>,
  deps: ProcessesDeps,
  concurrency: number,
): Runner {
  const retold = deps.log.retold();
  const retelling = { log: retold, process: make(retold) };
  return new ProcessRunner(make(deps.log), runnerDeps(deps, concurrency), retelling);
}

function payment(deps: ProcessesDeps): Runner {
  const { clock, gateways, config } = deps;
  const settings = {
    terms: deadlineTerms(config),
    callBudgetMs: chargeCallBudgetMs,
    graceMs: GRACE_MS,
    keyWindowMs: KEY_WINDOW_MS,
  };
  const make = (log: EventLog) => createPaymentProcess({ log, clock, gateway: gateways.payment, settings });
  return runnerOf(make, deps, CONCURRENCY.payment);
}

function shipping(deps: ProcessesDeps): Runner {
  const { clock, config } = deps;
  const settings = { terms: deadlineTerms(config) };
  return runnerOf((log) => createShippingProcess({ log, clock, settings }), deps, CONCURRENCY.shipping);
}

function sms(deps: ProcessesDeps): Runner {
  const { clock, gateways, links, config } = deps;
  const settings = {
    floristPhone: config.KKOTGIL_FLORIST_PHONE ?? null,
    maxAgeMs: NOTICE_MAX_AGE_MS,
    callBudgetMs: smsCallBudgetMs,
    graceMs: SMS_GRACE_MS,
  };
  const make = (log: EventLog) => createSmsProcess({ log, clock, gateway: gateways.sms, links, settings });
  return runnerOf(make, deps, CONCURRENCY.sms);
}

function erasure(deps: ProcessesDeps): Runner {
  const { log, clock, timer, keyring, ordersOf, leftovers, erasures } = deps;
  const process = createErasureProcess({ log, clock, timer, keys: keyring, list: erasures, ordersOf, leftovers });
  // It looks into a view, too, which may be far behind at such a time.
  return new ProcessRunner(process, runnerDeps(deps, CONCURRENCY.erasure));
}

/** The process managers by their names. */
const MAKERS: readonly (readonly [string, (deps: ProcessesDeps) => Runner])[] = [
  ['payment', payment],
  ['shipping', shipping],
  ['sms', sms],
  ['erasure', erasure],
];
