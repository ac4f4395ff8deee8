import { yieldThread } from '../../runtime/yield.ts';
import type { EventLog } from '../event-log.ts';
import { START } from '../event-store.ts';
import type { Damage, LogWalk } from './damage.ts';

/** For stores with checksums of their own: decodes every event and looks for gaps. A removed end only the server could tell. */
export function walkEvents(log: Pick<EventLog, 'readAll'>): LogWalk {
  return async function* walk(after, signal) {
    const next = new Map<string, number>();
    for await (const page of untilAborted(log.readAll({ from: after }), signal)) {
      const damage: Damage[] = [];
      for (const { type, streamId, revision, position } of page) {
        const due = next.get(streamId) ?? 0;
        if (after === START && revision > due) damage.push({ position, streamId, what: 'missing' });
        if (type === '$unreadable') damage.push({ position, streamId, what: 'unreadable' });
        next.set(streamId, revision + 1);
      }
      const last = page.at(-1);
      if (last !== undefined) yield { upTo: last.position, damage };
      await yieldThread();
    }
  };
}

/** Without waiting for what has not come: a server may take long to find the end of its log. */
async function* untilAborted<T>(all: AsyncIterable<T>, signal: AbortSignal): AsyncIterable<T> {
  const iterator = all[Symbol.asyncIterator]();
  const over = Promise.withResolvers<null>();
  const stop = () => over.resolve(null);
  signal.addEventListener('abort', stop);
  let next = iterator.next();
  try {
    while (!signal.aborted) {
      const result = await Promise.race([next, over.promise]);
      if (result === null || result.done === true) return;
      yield result.value;
      next = iterator.next();
    }
  } finally {
    signal.removeEventListener('abort', stop);
    next.then(() => iterator.return?.()).catch(() => undefined);
  }
}
