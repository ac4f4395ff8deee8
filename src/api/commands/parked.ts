import type { ParkedAnswer, ProcessOperations } from '../../platform/processes/operations.ts';
import type { SkipNote, SkipNotes } from '../../platform/processes/skip-notes.ts';
import { Problem } from '../problems/problem.ts';

/**
 * Sets a parked order aside, and keeps by whom and why.
 * @throws Problem when it can't be done.
 */
export async function skipParked(
  { operations, skipNotes }: { readonly operations: ProcessOperations; readonly skipNotes: SkipNotes },
  note: Omit<SkipNote, 'at'>,
): Promise<void> {
  answerParked(await operations.skip(note.process, note.instanceId));
  await skipNotes.add(note);
}

/** @throws Problem 404 or 409 for every answer but that it is done. */
export function answerParked(answer: ParkedAnswer): void {
  const refusal = refusals[answer];
  if (refusal !== null) throw refusal();
}

const refusals: Readonly<Record<ParkedAnswer, (() => Problem) | null>> = {
  done: null,
  'unknown-process': () => new Problem(404, 'PROCESS_NOT_FOUND', 'There is no such process manager.'),
  'not-parked': () => new Problem(404, 'NOT_PARKED', 'This order is not parked.'),
  'must-be-kept': () => new Problem(409, 'MONEY_NOT_SETTLED', 'The money of this order is not settled.'),
};
