import { z } from 'zod';
import { ERASED } from '../recorded-event.ts';

/** A person's role in an event: whose key seals a field. */
export type Role = string;

/** A sealed field: its path in the body, joined by dots, and whose it is. */
export interface PersonalField {
  readonly path: string;
  readonly role: Role;
}

const roles = z.registry<{ readonly role: Role }>();

/** Marks a text of a schema as personal, so that shape and sealing can't drift apart. `null` is stored as it is. */
export function personal<Schema extends z.ZodType<string | null>>(role: Role, schema: Schema): Schema {
  if (!schema.safeParse(ERASED).success) throw new TypeError(`a personal field must be able to read '${ERASED}'`);
  // A copy, so that a schema used in two places is not marked in both.
  const marked = schema.clone() as Schema;
  roles.add(marked, { role });
  return marked;
}

/** @throws TypeError when a mark stands where the codec can't seal: in a list, or within a nullable or optional part. */
export function personalFieldsOf(schema: z.core.$ZodType, path: readonly string[] = []): PersonalField[] {
  const marked = roles.get(schema);
  if (marked !== undefined) return [{ path: path.join('.'), role: marked.role }];
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([name, inner]) => personalFieldsOf(inner, [...path, name]));
  }
  const parts = Object.values(schema._zod.def).flat();
  if (parts.some((part) => part instanceof z.ZodType && personalFieldsOf(part).length > 0)) {
    throw new TypeError(
      `${path.join('.')}: a personal field can only be sealed as a member of an object that is always there`,
    );
  }
  return [];
}
