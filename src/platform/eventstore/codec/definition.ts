import type { z } from 'zod';
import type { JsonObject } from '../event-store.ts';
import { type PersonalField, personalFieldsOf } from './personal.ts';
import { type PersonalPlaces, placesOf } from './take-out.ts';

/**
 * Brings a body from one version to the next: a pure function of what is stored. It sees the body unsealed, and personal texts of
 * an erased person as `ERASED`.
 */
export type Upcaster = (body: JsonObject) => JsonObject;

/** How events of one type are stored. */
export interface EventDefinition {
  /** The version that is written, from 1. */
  readonly version: number;
  /** The shape of a body of that version. */
  readonly schema: z.ZodType;
  /** What of it is sealed. */
  readonly personal: readonly PersonalField[];
  /** The same, by where it stands. */
  readonly places: PersonalPlaces;
  /** From version 1 to 2, from 2 to 3, and so on up to the version that is written. */
  readonly upcasters: readonly Upcaster[];
}

/** How every type of event is stored, by type. */
export type EventRegistry = ReadonlyMap<string, EventDefinition>;

/** A definition from the newest shape and the steps that lead to it; each step is one version more. */
export function defineEvent(schema: z.ZodType, upcasters: readonly Upcaster[] = []): EventDefinition {
  const personal = personalFieldsOf(schema);
  return { version: upcasters.length + 1, schema, personal, places: placesOf(personal), upcasters };
}

/**
 * A body of any known version in the newest shape.
 * @throws Error when the version is not known.
 */
export function upcast({ version, upcasters }: EventDefinition, from: number, body: JsonObject): JsonObject {
  if (from > version) {
    throw new Error(`it has version ${from}, and this program knows versions up to ${version}: start a newer program`);
  }
  return upcasters.slice(from - 1).reduce((older, step) => step(older), body);
}
