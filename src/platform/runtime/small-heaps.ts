import { setFlagsFromString } from 'node:v8';

/** For new objects of a thread, in MiB. V8 takes twice as much, and keeps it. */
const NEW_OBJECTS = 4;
/** What is garbage may take so much room until it is collected, in percent of what is in use. By itself V8 lets it be three times as much. */
const GARBAGE = 100;

/**
 * Keeps the heaps of this process near to what is in use: on a large machine V8 would rather take memory than time. Threads that are begun
 * from now on get little room for new objects: each does one kind of work, of which hardly anything outlives the moment. This thread keeps
 * the room that it has, for many requests at once.
 *
 * These are flags and no options: Node takes the first of them in place of a `Worker`'s own limit, and the second one not at all from its environment.
 */
export function keepHeapsSmall(): void {
  setFlagsFromString(`--max-semi-space-size=${NEW_OBJECTS}`);
  setFlagsFromString(`--heap-growing-percent=${GARBAGE}`);
}
