import type { Lag } from '../eventstore/lag.ts';
import { toTimestamp } from '../runtime/clock.ts';
import type { OpenItemView, OperatorWords, ProcessView, WaitCount } from './operations.ts';
import type { OpenItem, OpsState } from './ops-store.ts';
import { RUN } from './runner/work-list.ts';

/** How many open items of one process an answer shows; `openCount` tells how many there are. */
const MAX_SHOWN = 200;

/** A process manager as operators see it. */
export function toProcessView(
  name: string,
  lag: Lag,
  now: number,
  { position, open, parked }: OpsState,
  words: OperatorWords,
): ProcessView {
  const mostUrgentFirst = open.toSorted((a, b) => (a.overdueAt ?? Infinity) - (b.overdueAt ?? Infinity));
  return {
    name,
    position,
    lag,
    inFlight: open.filter(({ waitingFor }) => waitingFor === RUN).length,
    open: mostUrgentFirst.slice(0, MAX_SHOWN).map((item) => toOpenItemView(item, now, words)),
    openCount: open.length,
    waits: countWaits(open, now, words),
    parked: parked.map(({ instanceId, reason, since }) => ({
      instanceId,
      reason,
      advice: words.parkedAdvice(name),
      since: toTimestamp(since),
    })),
  };
}

function toOpenItemView(item: OpenItem, now: number, words: OperatorWords): OpenItemView {
  const { instanceId, waitingFor, since, due, overdueAt, cause = null, facts = null } = item;
  return {
    instanceId,
    waitingFor,
    ...words.wordsFor(waitingFor),
    cause,
    since: toTimestamp(since),
    due: toTimestamp(overdueAt ?? due ?? since),
    overdue: isOverdue(item, now),
    facts,
  };
}

function countWaits(open: readonly OpenItem[], now: number, words: OperatorWords): WaitCount[] {
  const counts = new Map<string, { open: number; overdue: number }>();
  for (const item of open) {
    const count = counts.get(item.waitingFor) ?? { open: 0, overdue: 0 };
    counts.set(item.waitingFor, count);
    count.open++;
    if (isOverdue(item, now)) count.overdue++;
  }
  return [...counts].map(([waitingFor, count]) => ({ waitingFor, what: words.wordsFor(waitingFor).what, ...count }));
}

function isOverdue({ overdueAt }: OpenItem, now: number): boolean {
  return overdueAt !== null && now > overdueAt;
}
