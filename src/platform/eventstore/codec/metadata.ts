import { z } from 'zod';
import type { AppendContext } from '../codec.ts';
import type { EventMetadata } from '../event-store.ts';

/** Loose: EventStoreDB and other tools add members of their own. */
export const metadataSchema: z.ZodType<EventMetadata> = z.looseObject({
  $correlationId: z.string(),
  $causationId: z.string(),
  commandId: z.string(),
  actor: z.string(),
  at: z.string(),
  schema: z.int().positive(),
  digest: z.string().exactOptional(),
});

export function metadataOf(context: AppendContext, schema: number): EventMetadata {
  const { correlationId, causationId, commandId, actor, at, digest } = context;
  return {
    $correlationId: correlationId,
    $causationId: causationId,
    commandId,
    actor,
    at,
    schema,
    ...(digest !== undefined && { digest }),
  };
}
