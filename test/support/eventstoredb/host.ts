import type { EventEmitter } from 'node:events';
import type { Faults } from './faults.ts';
import type { Appended, Expected, Proposed, Records } from './records.ts';

/** What the handlers of calls need of the server that they belong to. */
export interface Host {
  readonly faults: Faults;
  readonly records: Records;
  append(streamId: string, expected: Expected, events: readonly Proposed[]): Appended;
  /** Waits until something was appended, and the server is not frozen, or the call has ended. */
  grown(call: EventEmitter): Promise<void>;
}
