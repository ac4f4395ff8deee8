import { breathe } from '../../runtime/breathe.ts';
import type { EventLog } from '../event-log.ts';
import { START } from '../event-store.ts';
import type { Damage, LogWalk } from './damage.ts';

/**
 * A walk for stores that keep checksums of their own: reads and decodes every event, and sees to it that no stream has a gap. What was
 * removed at the end of a stream the server alone could tell.
 */
export function walkEvents(log: Pick<EventLog, 'readAll'>): LogWalk {
  return async function* walk(after, signal) {
    const next = new Map<string, number>();
    for await (const page of log.readAll({ from: after })) {
      if (signal.aborted) return;
      const damage: Damage[] = [];
      for (const { type, streamId, revision, position } of page) {
        const due = next.get(streamId) ?? 0;
        if (after === START && revision > due) damage.push({ position, streamId, what: 'missing' });
        if (type === '$unreadable') damage.push({ position, streamId, what: 'unreadable' });
        next.set(streamId, revision + 1);
      }
      const last = page.at(-1);
      if (last !== undefined) yield { upTo: last.position, damage };
      await breathe();
    }
  };
}
