import { DamagedLog, type ReadStreamOptions } from '../event-store.ts';

/** A stream that was read with a gap has lost events: a decision on the rest would be wrong. @throws DamagedLog */
export function checkContinuity(streamId: string, revisions: readonly number[], options: ReadStreamOptions): void {
  const { from, direction = 'forwards', limit = Number.POSITIVE_INFINITY } = options;
  const forwards = direction === 'forwards';
  const first = forwards ? Math.max(0, from ?? 0) : (revisions[0] ?? 0);
  for (const [index, revision] of revisions.entries()) {
    const due = forwards ? first + index : first - index;
    if (revision !== due) throw missing(streamId, due);
  }
  const last = revisions.at(-1);
  if (!forwards && last !== undefined && last > 0 && revisions.length < limit) throw missing(streamId, last - 1);
}

function missing(streamId: string, revision: number): DamagedLog {
  return new DamagedLog(`event ${revision} of ${streamId} is missing`);
}
