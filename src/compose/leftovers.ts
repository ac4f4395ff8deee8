import type { OutsideBooks } from '../gateways/outside-books.ts';
import type { Position } from '../platform/eventstore/event-store.ts';
import { originOf, sameOrigin } from '../platform/views/origin.ts';
import type { AnyView } from '../platform/views/view.ts';
import type { ViewStore } from '../platform/views/view-store.ts';
import type { Erased, Leftovers } from '../processes/erasure/erasure-process.ts';
import { views } from '../projections/views.ts';
import type { EventLog } from '../stored-events/event-log.ts';
import { streamOf } from '../stored-events/streams.ts';

export interface LeftoversDeps {
  readonly log: EventLog;
  readonly store: ViewStore;
  readonly books: OutsideBooks;
  /** Clears the files that were set aside of a person, by the id of their key. */
  readonly clearAside: (person: string) => void;
}

/**
 * What may still tell of an erased person beside the log: the views, in every version; what was set aside of their files; and the books of
 * outside systems that are ours. Memory needs no clearing: it forgets with the key.
 */
export function createLeftovers({ log, store, books, clearAside }: LeftoversDeps): Leftovers {
  const scrub = shared(() => store.scrub());
  return {
    clear: async (erased) => {
      for (const view of views) {
        const cause = await clearView(view, erased.position);
        if (cause !== null) return cause;
      }
      await scrub();
      clearAside(erased.person);
      return books.forget(await refsOf(erased), erased.ordered);
    },
  };

  /**
   * A version that is kept up to date erases people as it goes by. One that is not, because somebody may want to switch back to it, holds
   * what can't be erased in it, and is dropped.
   */
  async function clearView(view: AnyView, position: Position): Promise<string | null> {
    const { live, versions } = await store.view(view.name);
    const origin = originOf(view, log);
    for (const each of versions) {
      const isFed = sameOrigin(each, origin) && (each.version === live || each.purpose !== 'keep');
      if (isFed && each.position < position)
        return `version ${each.version} of the view ${view.name} has not come so far`;
      if (!isFed && each.version === live) return `a new version of the view ${view.name} is not live yet`;
      if (!isFed) await store.drop({ view: view.name, version: each.version });
    }
    return null;
  }

  /** The references of all messages that the customer was sent. */
  async function refsOf({ ordered }: Erased): Promise<string[]> {
    const refs: string[] = [];
    for (const orderId of ordered) {
      for (const event of await log.inspectStream(streamOf('notification', orderId))) {
        if (event.type === 'SmsAttempted' && event.data.recipient === 'customer') refs.push(event.data.ref);
      }
    }
    return refs;
  }
}

/** The same work for all who ask before it begins: whoever comes while it is done waits for the next time. */
function shared(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | null = null;
  return () => {
    next ??= running.then(() => {
      const begun = work();
      running = begun.catch(() => undefined);
      next = null;
      return begun;
    });
    return next;
  };
}
