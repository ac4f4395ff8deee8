import type { EventEmitter } from 'node:events';
import type { Failure, Faults, Method } from './faults.ts';
import type { OpenCalls } from './open-calls.ts';
import type { Appended, Expected } from './outcomes.ts';
import type { Records } from './records.ts';
import type { Proposed } from './stored-record.ts';

/**
 * Which server it behaves as. 22.10 never says that a subscription has caught up. 24.6 lets no slow consumer go, sends checkpoints where
 * there is nothing to tell, and waits for ever for a position beyond the end.
 */
export type Version = '22.10' | '23.10' | '24.6';

/** What the services need of the server that they belong to. */
export interface Host {
  readonly version: Version;
  readonly faults: Faults;
  readonly records: Records;
  readonly calls: OpenCalls;
  /** How many calls of each kind have come. */
  readonly seen: Record<'features' | 'append' | 'batch' | 'read' | 'subscribe', number> & {
    /** Appends that have come on the streams of batches, and how many of them named a time. */
    appends: number;
    deadlines: number;
    /** Consumers that were too slow. */
    letGo: number;
    /** Reads that their caller, or the way to it, has ended in the middle. */
    brokenReads: number;
  };
  /** How many records reads and subscriptions have been sent. */
  sent: number;
  append(streamId: string, expected: Expected, events: readonly Proposed[]): Appended;
  /**
   * Comes before every call: waits as long as the faults want, and says how the call fails, if it does. Never settles for a call of
   * a server that was stopped meanwhile: a killed process does nothing afterwards.
   */
  before(method: Method): Promise<Failure | null>;
  /** Tells whenever something was appended, until the call has ended. */
  whenGrown(call: EventEmitter, tell: () => void): void;
}
