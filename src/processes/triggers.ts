import type { Category, EventOf } from '../stored-events/streams.ts';

/**
 * For each event in streams of these categories, whether it wakes a process. A new event does not compile before every process has said
 * whether it cares.
 */
export type Triggers<C extends Category> = Readonly<Record<EventOf<C>['type'], boolean>>;

/** True for an event that wakes the process manager. */
export function isTrigger(triggers: Readonly<Record<string, boolean>>, type: string): boolean {
  return triggers[type] === true;
}
