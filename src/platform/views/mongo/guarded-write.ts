import { type Collection, type Filter, MongoBulkWriteError, type UpdateFilter } from 'mongodb';
import type { Position } from '../../eventstore/event-store.ts';
import { DUPLICATE_KEY } from '../../mongo/faults.ts';

/** What is written in this way: it carries the position of the last event that went into it. */
export interface Positioned {
  readonly _id: string;
  readonly position: Position;
}

/**
 * Writes each document in one bulk write, unless the stored one is as new or newer. Members that are not named stay as they are.
 * @throws MongoError; then some may be written and others not, and all may be written again.
 */
export async function writeNewer<Schema extends Positioned>(
  collection: Collection<Schema>,
  documents: readonly Schema[],
): Promise<void> {
  const refused = await write(collection, documents, true);
  // Most of these are older than what is stored. But two writers may have made the same new document at once, and then the newer one
  // may have been refused: now that there is a document, the filter alone decides.
  await write(collection, refused, false);
}

/** @returns those that were refused: an upsert that finds no document by its filter, though there is one, is a duplicate. */
async function write<Schema extends Positioned>(
  collection: Collection<Schema>,
  documents: readonly Schema[],
  upsert: boolean,
): Promise<readonly Schema[]> {
  if (documents.length === 0) return [];
  const updates = documents.map(({ _id, ...members }) => ({
    updateOne: {
      filter: { _id, position: { $lt: members.position } } as Filter<Schema>,
      update: { $set: members } as unknown as UpdateFilter<Schema>,
      upsert,
    },
  }));
  try {
    await collection.bulkWrite(updates, { ordered: false });
    return [];
  } catch (error) {
    return refusedOf(error).map((index) => documents[index] as Schema);
  }
}

/** Which updates were refused for a duplicate key. Any other fault is thrown on. */
function refusedOf(error: unknown): readonly number[] {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) throw error;
  const faults = error.result.getWriteErrors();
  if (faults.length === 0 || faults.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  return faults.map(({ index }) => index);
}
