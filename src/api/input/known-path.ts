import { z } from 'zod';

/** As much of a path as a schema names. What comes after that is the caller's own words, and may tell of a person. */
export function knownPath(schema: z.core.$ZodType | undefined, path: readonly PropertyKey[]): PropertyKey[] {
  const known: PropertyKey[] = [];
  let inner = schema && bareOf(schema);
  for (const name of path) {
    inner = inner && partOf(inner, String(name));
    if (inner === undefined) break;
    known.push(name);
  }
  return known;
}

/** The names that a schema knows at a path of its own; none where it is no object. */
export function namesAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let inner: z.core.$ZodType | undefined = bareOf(schema);
  for (const name of path) inner = inner && partOf(inner, String(name));
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function partOf(schema: z.core.$ZodType, name: string): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodArray) return /^\d+$/.test(name) ? bareOf(schema.element) : undefined;
  if (!(schema instanceof z.ZodObject) || !Object.hasOwn(schema.shape, name)) return undefined;
  return bareOf(schema.shape[name]);
}

/** Without what says that it may be left out, or what is made of it. */
function bareOf(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return bareOf(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodReadonly) return bareOf(schema.unwrap());
  return schema instanceof z.ZodPipe ? bareOf(schema.in) : schema;
}
