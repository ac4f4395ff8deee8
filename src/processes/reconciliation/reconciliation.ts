import { type AskDeps, ask, wordOfAnotherRelease } from '../../platform/processes/remote/requests.ts';
import { toTimestamp } from '../../platform/runtime/clock.ts';
import type { ReconciliationOperations } from '../operations.ts';
import { Comparison, rememberNothing } from './comparison.ts';
import {
  forgetAgreement,
  RECONCILIATION,
  type ReconciliationDeps,
  type ReconciliationState,
  readState,
  type StateDeps,
  writeState,
} from './state.ts';
import type { ReconciliationView } from './view.ts';

/** From the end of one comparison to the start of the next, in milliseconds. */
export const RECONCILE_EVERY_MS = 10 * 60 * 1000;

/**
 * From one comparison of everything to the next, in milliseconds. Between them only what moves is looked at, and what agreed once counts as
 * agreed: a charge that vanishes, or goes back, long after it was made shows here.
 */
export const COMPARE_ANEW_EVERY_MS = 24 * 60 * 60 * 1000;

/** The comparison of the gateway's list with the streams, again and again. */
export interface Reconciliation {
  /** Compares now; joins the comparison that runs already. Never rejects: what kept it from its end stands in `last`. */
  run(): Promise<void>;
  /** @throws StoreUnavailable */
  last(): Promise<ReconciliationView>;
  /** Compares at once and every ten minutes. Resolves after `signal` has aborted and nothing runs any more. */
  start(signal: AbortSignal): Promise<void>;
}

/**
 * Every won at the gateway belongs to exactly one order, and the other way round, and nothing is kept of an order that has ended: finds
 * out where that is not so. What it finds about an order is recorded, which wakes the payment process; every difference is shown.
 */
export function createReconciliation(deps: ReconciliationDeps): Reconciliation {
  const { clock, timer, logger } = deps;
  let remembered = rememberNothing();
  let running: Promise<void> | null = null;
  let stop: AbortSignal | null = null;

  function run(): Promise<void> {
    running ??= compareOnce()
      .catch((error: unknown) => logger.error({ err: error }, 'the outcome of a reconciliation is not stored'))
      .finally(() => {
        running = null;
      });
    return running;
  }

  async function compareOnce(): Promise<void> {
    const before = await readState(deps);
    const startedAt = toTimestamp(clock.now());
    const view: ReconciliationView = { ...before.view, state: 'running', startedAt, finishedAt: null, failure: null };
    await writeState(deps, { ...before, view });
    await writeState(deps, { ...before, ...(await outcome(before, view)) });
  }

  /** What is new after a comparison; after one that failed, only that it failed. */
  async function outcome(before: ReconciliationState, view: ReconciliationView): Promise<Partial<ReconciliationState>> {
    const now = clock.now();
    const isAnew = before.comparedAnewAt === null || now - before.comparedAnewAt >= COMPARE_ANEW_EVERY_MS;
    if (isAnew) remembered = rememberNothing();
    const last = isAnew ? forgetAgreement(before) : before;
    const comparedAnewAt = isAnew ? now : before.comparedAnewAt;
    try {
      const { charges, differences, ...found } = await new Comparison(deps, remembered, stop).since(last);
      if (differences.length > 0) logger.warn({ differences: differences.length }, 'gateway and streams differ');
      return {
        ...found,
        comparedAnewAt,
        view: { ...view, state: 'done', finishedAt: toTimestamp(clock.now()), charges, differences },
      };
    } catch (error) {
      logger.warn({ err: error }, 'reconciliation failed; it is tried again next time');
      const failure = error instanceof Error ? error.message : 'unknown fault';
      return { view: { ...view, state: 'failed', finishedAt: toTimestamp(clock.now()), failure } };
    }
  }

  async function start(signal: AbortSignal): Promise<void> {
    stop = signal;
    while (!signal.aborted) {
      await run();
      await timer.sleep(RECONCILE_EVERY_MS, signal);
    }
    await running;
  }

  return { run, last: async () => (await readState(deps)).view, start };
}

/** What a holder answers once it compares. */
const BEGUN = 'done';

/** The comparison that runs in this process. */
export function localReconciliation(reconciliation: Reconciliation): ReconciliationOperations {
  return {
    reconciliation: () => reconciliation.last(),
    reconcile: async () => {
      // Runs on by itself; its result is what `reconciliation` answers.
      void reconciliation.run();
    },
  };
}

/** The comparison wherever it runs: by what is kept of it, and by asking its holder. */
export function remoteReconciliation(deps: AskDeps & StateDeps): ReconciliationOperations {
  return {
    reconciliation: async () => (await readState(deps)).view,
    reconcile: async () => {
      const answer = await ask(deps, RECONCILIATION, { action: 'reconcile', instanceId: null });
      if (answer !== BEGUN) wordOfAnotherRelease(RECONCILIATION, answer);
    },
  };
}

/** Answers who asks the holder for a comparison. */
export function answerReconcile(reconciliation: Reconciliation): () => Promise<string> {
  return async () => {
    void reconciliation.run();
    return BEGUN;
  };
}
