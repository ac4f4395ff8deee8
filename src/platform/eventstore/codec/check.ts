import type { z } from 'zod';
import type { JsonObject } from '../event-store.ts';
import type { AnyEvent } from '../recorded-event.ts';
import type { EventDefinition, EventRegistry } from './definition.ts';

export interface CheckedBody {
  readonly type: string;
  readonly body: JsonObject;
  readonly definition: EventDefinition;
}

/** @throws TypeError when the body does not fit its schema, or the type is not registered: a fault of the program. */
export function checkBody(registry: EventRegistry, { type, data }: AnyEvent): CheckedBody {
  const definition = registry.get(type);
  if (definition === undefined) throw new TypeError(`${type} is not a registered type of event`);
  if (definition.certainlyFits(data)) return { type, body: data as JsonObject, definition };
  const checked = definition.schema.safeParse(data);
  if (!checked.success) throw new TypeError(`${type} does not fit its schema: ${faultsOf(checked.error)}`);
  return { type, body: checked.data as JsonObject, definition };
}

/** Where a value does not fit and why, on one line. Names members, never their values. */
export function faultsOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
}
