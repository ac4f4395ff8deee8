import { z } from 'zod';
import { ERASED } from '../eventstore/recorded-event.ts';

const roles = z.registry<{ readonly role: string }>();

/**
 * Marks a text of a view's document as data of a person: it reads as erased once that person is. `null` stays what it is. Whatever a fold
 * takes from a sealed field of an event has to be marked.
 */
export function personal<Schema extends z.ZodType<string | null>>(role: string, schema: Schema): Schema {
  // A copy carries the mark, so that a schema used in two places is not marked in both.
  const marked = schema.clone() as Schema;
  roles.add(marked, { role });
  return marked;
}

/** Puts the mark of an erased person in place of their texts. The same value when there is none. */
export type Eraser = (value: unknown, erased: ReadonlySet<string>) => unknown;

const nothingPersonal: Eraser = (value) => value;

/** The eraser of the documents of a schema. */
export function eraserOf(schema: z.core.$ZodType): Eraser {
  const marked = roles.get(schema);
  if (marked !== undefined) {
    return (value, erased) => (typeof value === 'string' && erased.has(marked.role) ? ERASED : value);
  }
  if (schema instanceof z.ZodObject) return eraserOfMembers(schema);
  if (schema instanceof z.ZodArray) return eraserOfItems(eraserOf(schema.element));
  if (schema instanceof z.ZodRecord) return eraserOfAll(eraserOf(schema.valueType));
  const inner = (schema._zod.def as { readonly innerType?: z.core.$ZodType }).innerType;
  return inner === undefined ? nothingPersonal : eraserOf(inner);
}

function eraserOfMembers(schema: z.ZodObject): Eraser {
  const members = Object.entries(schema.shape)
    .map(([name, member]) => [name, eraserOf(member)] as const)
    .filter(([, erase]) => erase !== nothingPersonal);
  if (members.length === 0) return nothingPersonal;
  return (value, erased) => {
    if (!isRecord(value)) return value;
    let result = value;
    for (const [name, erase] of members) {
      const after = erase(value[name], erased);
      if (after !== value[name]) result = { ...result, [name]: after };
    }
    return result;
  };
}

function eraserOfItems(erase: Eraser): Eraser {
  if (erase === nothingPersonal) return nothingPersonal;
  return (value, erased) => (Array.isArray(value) ? value.map((item) => erase(item, erased)) : value);
}

function eraserOfAll(erase: Eraser): Eraser {
  if (erase === nothingPersonal) return nothingPersonal;
  return (value, erased) =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, erase(item, erased)]))
      : value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
