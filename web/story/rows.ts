import { shopTimeAt } from '../../src/domain/shop-time.ts';
import { parseStreamId } from '../../src/platform/eventstore/stream-names.ts';
import type { OrderStory, StoryCategory, StoryEvent } from '../view-model.ts';
import { type GraphRow, graphOf } from './graph.ts';

/** An event of a story with its place in the drawing. */
export interface StoryRow {
  /** From 1; new events only add numbers. */
  readonly number: number;
  readonly event: StoryEvent;
  readonly category: StoryCategory;
  /** The row of its cause, if that is an event of this story, and how much later this one happened, in milliseconds. */
  readonly cause: { readonly row: StoryRow; readonly afterMs: number | null } | null;
  readonly graph: GraphRow;
  /** True where the order has another status than before. */
  readonly isTurn: boolean;
  /** True for the first event of a day of the shop, the first of all left out. */
  readonly isNewDay: boolean;
}

/** From left to right as an order comes by them. */
const LANES: readonly StoryCategory[] = ['order', 'payment', 'delivery', 'review', 'notification'];

/** The rows of a story, and the streams that it is about, from left to right. */
export function rowsOf({ events }: Pick<OrderStory, 'events'>): {
  readonly rows: readonly StoryRow[];
  readonly lanes: readonly StoryCategory[];
} {
  const categories = events.map(({ stream }) => parseStreamId(stream).category as StoryCategory);
  const lanes = LANES.filter((category) => categories.includes(category));
  const places = new Map(events.map(({ position }, index) => [position, index]));
  const causeOf = ({ cause }: StoryEvent) => (cause.position === null ? null : (places.get(cause.position) ?? null));
  const graph = graphOf(
    events.map((event, index) => ({
      lane: lanes.indexOf(categories[index] as StoryCategory),
      cause: causeOf(event),
    })),
  );
  const rows: StoryRow[] = [];
  for (const [index, event] of events.entries()) {
    const before = events[index - 1];
    const cause = rows[causeOf(event) ?? -1];
    rows.push({
      number: index + 1,
      event,
      category: categories[index] as StoryCategory,
      cause: cause === undefined ? null : { row: cause, afterMs: between(cause.event, event) },
      graph: graph[index] as GraphRow,
      isTurn: event.status !== null && event.status !== before?.status,
      isNewDay: before !== undefined && dayOf(before) !== dayOf(event),
    });
  }
  return { rows, lanes };
}

function between(a: StoryEvent, b: StoryEvent): number | null {
  const ms = Date.parse(b.at ?? '') - Date.parse(a.at ?? '');
  return Number.isNaN(ms) || ms < 0 ? null : ms;
}

function dayOf({ at }: StoryEvent): string | null {
  const ms = Date.parse(at ?? '');
  return Number.isNaN(ms) ? null : shopTimeAt(ms).day;
}
