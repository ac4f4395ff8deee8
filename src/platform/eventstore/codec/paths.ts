import type { Json, JsonObject } from '../event-store.ts';

/** A copy of the body with a value at a path. */
export function withValue(body: JsonObject, path: string, value: Json): JsonObject {
  const [name, rest] = splitPath(path);
  return { ...body, [name]: rest === null ? value : withValue(body[name] as JsonObject, rest, value) };
}

function splitPath(path: string): [name: string, rest: string | null] {
  const dot = path.indexOf('.');
  return dot < 0 ? [path, null] : [path.slice(0, dot), path.slice(dot + 1)];
}
