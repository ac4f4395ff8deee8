import { MongoError } from 'mongodb';
import { StoreUnavailable } from '../eventstore/event-store.ts';

/** The code of a write that was refused because a unique index already holds such a document. */
export const DUPLICATE_KEY = 11_000;

/**
 * The error to throw in place of one that a call of the driver ended with. Whatever keeps MongoDB from working means the same to a
 * caller: not now, and what was sent may or may not have been written. Faults of the program stay what they are.
 * @param what names the store in the message.
 */
export function asUnavailable(what: string, error: unknown): unknown {
  if (!(error instanceof MongoError)) return error;
  return new StoreUnavailable(`${what}: ${error.message}`, { cause: error });
}

/** Whether a write was refused because another document has the same key. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoError && error.code === DUPLICATE_KEY;
}
