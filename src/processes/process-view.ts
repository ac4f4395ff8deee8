import type { Lag } from '../eventstore/lag.ts';
import { toTimestamp } from '../runtime/clock.ts';
import type { OpenItemView, ParkedItemView, ProcessView } from './operations.ts';
import type { OpenItem, OpsState, ParkedItem } from './ops-store.ts';
import { TURN } from './runner/work-list.ts';

/** How many open items of one process an answer shows; `openCount` tells how many there are. */
const MAX_SHOWN = 200;

/** A process manager as operators see it. */
export function toProcessView(name: string, lag: Lag, now: number, { position, open, parked }: OpsState): ProcessView {
  const mostUrgentFirst = open.toSorted((a, b) => (a.overdueAt ?? Infinity) - (b.overdueAt ?? Infinity));
  return {
    name,
    position,
    lag,
    inFlight: open.filter(({ waitingFor }) => waitingFor === TURN).length,
    open: mostUrgentFirst.slice(0, MAX_SHOWN).map((item) => toOpenItemView(item, now)),
    openCount: open.length,
    parked: parked.map(toParkedItemView),
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
