import type { Json, JsonObject } from '../event-store.ts';

/** The value at a path (names joined by dots) of a body. */
export function valueAt(body: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = body;
  for (const name of path.split('.')) value = (value as JsonObject)[name];
  return value;
}

/** A copy of the body without the value at a path; what stood around it stays, if need be as an empty object. */
export function withoutValue(body: JsonObject, path: string): JsonObject {
  const [name, rest] = splitPath(path);
  const { [name]: inner, ...others } = body;
  return rest === null ? others : { ...others, [name]: withoutValue(inner as JsonObject, rest) };
}

/** A copy of the body with a value at a path. */
export function withValue(body: JsonObject, path: string, value: Json): JsonObject {
  const [name, rest] = splitPath(path);
  return { ...body, [name]: rest === null ? value : withValue(body[name] as JsonObject, rest, value) };
}

function splitPath(path: string): [name: string, rest: string | null] {
  const dot = path.indexOf('.');
  return dot < 0 ? [path, null] : [path.slice(0, dot), path.slice(dot + 1)];
}
