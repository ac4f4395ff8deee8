import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Position } from '../platform/eventstore/event-store.ts';
import type { KeyringSecrets } from '../platform/eventstore/keyring/keyring-secrets.ts';
import type { Logger } from '../platform/runtime/logger.ts';
import type { EmbeddedViews } from '../platform/views/embedded/embedded-view-store.ts';
import { apart } from '../platform/views/fill-versions.ts';
import type { Behind, HistoryFiller } from '../platform/views/history-filler.ts';
import type { AnyView } from '../platform/views/view.ts';
import type { ViewRef } from '../platform/views/view-store.ts';
import { views } from '../projections/views.ts';

/** Who lacks fewer events has taken them in before a thread has begun. */
const FAR = 20_000;
/** As many threads as there are parts of views that share no events, and no more than this: each takes a core, and memory. */
const THREADS = 2;
/** What a thread may hold: it is there to read, fold and write, and keeps nothing. In MiB. */
const LIMITS = { maxOldGenerationSizeMb: 96 };

/** What a thread is to do. */
export interface FillOrder {
  readonly dataDir: string;
  readonly secrets: KeyringSecrets;
  readonly refs: readonly ViewRef[];
  readonly until: Position;
}

/** What it says: something for the log; or at its end, what it has failed with. */
export type FillWord =
  | { readonly level: keyof Logger; readonly facts: object; readonly message: string }
  | { readonly fault: string | null };

export interface FillerDeps extends Pick<FillOrder, 'dataDir' | 'secrets'> {
  readonly store: EmbeddedViews;
  readonly logger: Logger;
  /** From how many missing events on views are filled so. Default: 20,000. */
  readonly far?: number;
}

/**
 * Fills views on threads of their own, one for each part of them that shares no events with the others. Indexes are left out meanwhile and
 * made at the end: to sort all keys once costs less than to find a place for each, however many there are.
 */
export function fillOnThreads({ store, logger, dataDir, secrets, far = FAR }: FillerDeps): HistoryFiller {
  async function run(order: FillOrder, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const worker = new Worker(new URL('./fill-worker.ts', import.meta.url), {
      workerData: order,
      resourceLimits: LIMITS,
    });
    const stop = () => worker.postMessage('stop');
    signal.addEventListener('abort', stop, { once: true });
    let fault: string | null = 'it has ended before it was done';
    worker.on('message', (word: FillWord) => {
      if ('fault' in word) fault = word.fault;
      else logger[word.level](word.facts, word.message);
    });
    worker.on('error', (error) => {
      fault = error.message;
    });
    await once(worker, 'exit');
    signal.removeEventListener('abort', stop);
    if (fault !== null) throw new Error(`views were not filled: ${fault}`);
  }

  return {
    wants: async (versions: readonly Behind[]) =>
      versions.filter(({ ref, missing }) => (missing ?? 0) > far || store.isBare(ref)).map(({ ref }) => ref),
    fill: async (refs, until, signal) => {
      // Who is erased in the middle of history is looked for.
      store.beginFilling(refs, (name) => viewOf(name)?.ofOwner);
      let isFailed = true;
      try {
        const orders = partsOf(refs).map((part) => ({ dataDir, secrets, refs: part, until }));
        // All of them end before anybody else writes.
        const ended = await Promise.allSettled(orders.map((order) => run(order, signal)));
        const failed = ended.find((each) => each.status === 'rejected');
        isFailed = failed !== undefined;
        if (isFailed)
          logger.error(
            { err: failed?.reason },
            'views could not be filled beside; they take history in as they take in news',
          );
      } finally {
        store.endFilling(refs, isFailed);
      }
    },
  };
}

function viewOf(wanted: string): AnyView | undefined {
  return views.find(({ name }) => name === wanted);
}

/** The versions, parted by the events that their views see. */
function partsOf(refs: readonly ViewRef[]): ViewRef[][] {
  const all = refs.flatMap((ref) => {
    const view = viewOf(ref.view);
    return view === undefined ? [] : [{ ref, view }];
  });
  const parts = apart(all).map((part) => part.map(({ ref }) => ref));
  return [...parts.slice(0, THREADS - 1), parts.slice(THREADS - 1).flat()].filter(({ length }) => length > 0);
}
