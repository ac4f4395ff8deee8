import type { z } from 'zod';
import type { JsonObject } from '../event-store.ts';
import { type PersonalField, personalFieldsOf } from './personal.ts';
import { type QuickCheck, quickCheckOf } from './quick-check.ts';
import { type PersonalPlaces, placesOf } from './take-out.ts';

/** One version to the next, purely. Sees the body unsealed, and texts of an erased person as `ERASED`. */
export type Upcaster = (body: JsonObject) => JsonObject;

export interface EventDefinition {
  /** The version that is written, from 1. */
  readonly version: number;
  readonly schema: z.ZodType;
  readonly certainlyFits: QuickCheck;
  readonly personal: readonly PersonalField[];
  readonly places: PersonalPlaces;
  /** From version 1 to 2, from 2 to 3, up to the one that is written. */
  readonly upcasters: readonly Upcaster[];
}

export type EventRegistry = ReadonlyMap<string, EventDefinition>;

/** Each upcaster is one version more. */
export function defineEvent(schema: z.ZodType, upcasters: readonly Upcaster[] = []): EventDefinition {
  const personal = personalFieldsOf(schema);
  const certainlyFits = quickCheckOf(schema);
  return { version: upcasters.length + 1, schema, certainlyFits, personal, places: placesOf(personal), upcasters };
}

/** The newest shape of a body of any known version. @throws Error for an unknown version. */
export function upcast({ version, upcasters }: EventDefinition, from: number, body: JsonObject): JsonObject {
  if (from > version) {
    throw new Error(`it has version ${from}, and this program knows versions up to ${version}: start a newer program`);
  }
  return upcasters.slice(from - 1).reduce((older, step) => step(older), body);
}
