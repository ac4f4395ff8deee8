import { z } from 'zod';
import type { AppendContext } from '../codec.ts';
import type { EventMetadata } from '../event-store.ts';
import { faultsOf } from './check.ts';
import { quickCheckOf } from './quick-check.ts';

/** Loose: EventStoreDB and other tools add members of their own. */
const metadataSchema: z.ZodType<EventMetadata> = z.looseObject({
  $correlationId: z.string(),
  $causationId: z.string(),
  commandId: z.string(),
  actor: z.string(),
  at: z.string(),
  schema: z.int().positive(),
  digest: z.string().exactOptional(),
});

const certainlyFits = quickCheckOf(metadataSchema);

/** What keeps this from being the metadata of an event of this program; null when it is. */
export function metadataFault(metadata: unknown): string | null {
  if (certainlyFits(metadata)) return null;
  const checked = metadataSchema.safeParse(metadata);
  return checked.success ? null : faultsOf(checked.error);
}

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
