import { setFlagsFromString } from 'node:v8';

/** In MiB. V8 takes twice as much, and keeps it. */
const NEW_OBJECTS = 2;

/**
 * Gives new objects of threads that are begun from now on little room: each does one kind of work, of which hardly anything outlives the
 * moment. This thread keeps what it has, which is for many requests at once. What a `Worker` is told of it by its limits does not count where
 * the process was started with `--max-semi-space-size`.
 */
export function keepThreadsSmall(): void {
  setFlagsFromString(`--max-semi-space-size=${NEW_OBJECTS}`);
}
