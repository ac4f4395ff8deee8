import type { CommandMeta } from '../eventstore/handle-command.ts';
import type { Recorded } from '../eventstore/recorded-event.ts';
import { uuidV5 } from '../runtime/ids.ts';

/**
 * The identity of a command that a process manager gives because of an event. It is derived, so a step that is taken again, after a
 * crash or by a successor, is the same command and not a second one.
 */
export function stepMeta(process: string, step: string, cause: Pick<Recorded, 'id'>): CommandMeta {
  return { commandId: uuidV5(cause.id, `${process}:${step}`), actor: process, causationId: cause.id };
}

/** Id of the first event that a command writes. */
export function eventIdOf({ commandId }: CommandMeta): string {
  return uuidV5(commandId, '0');
}
