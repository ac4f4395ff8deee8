import type { Position } from '../platform/eventstore/event-store.ts';
import type { ViewReader } from '../platform/views/view-reader.ts';
import { daysOf, takingsView } from './takings.ts';
import { type Takings, TakingsSum } from './takings-sum.ts';

/**
 * What the shop took in a day (`2026-11-25`) or a month (`2026-11`).
 * @throws ViewBehind, StoreUnavailable
 */
export async function sumTakings(reader: ViewReader, period: string, after?: Position): Promise<Takings> {
  const sum = new TakingsSum(period);
  const within = (day: string | undefined) => day?.startsWith(period) === true;
  const ascending = 'ascending' as const;
  for await (const { doc } of reader.all(
    takingsView,
    { index: 'first', prefix: period, direction: ascending },
    null,
    after,
  )) {
    sum.add(doc);
  }
  for await (const { doc } of reader.all(
    takingsView,
    { index: 'last', prefix: period, direction: ascending },
    null,
    after,
  )) {
    if (!within(daysOf(doc)[0])) sum.add(doc);
  }
  // Few have moved on three days or more; of these, whoever has neither begun nor ended within the period may still have moved in it.
  const several = { index: 'several', prefix: '', direction: ascending };
  for await (const { doc } of reader.all(takingsView, several, period, after)) {
    const days = daysOf(doc);
    if (!within(days[0]) && !within(days.at(-1)) && days.some(within)) sum.add(doc);
  }
  return sum.total();
}
