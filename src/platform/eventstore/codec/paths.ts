import type { Json, JsonObject } from '../event-store.ts';

/** Puts a value at a path of a copy that was begun from a body. What lies on the way, and is still the body's own, is copied: once. */
export function putAt(copy: Record<string, Json>, body: JsonObject, path: string, value: Json): void {
  const dot = path.indexOf('.');
  if (dot < 0) {
    copy[path] = value;
    return;
  }
  const name = path.slice(0, dot);
  const inner = (body[name] ?? {}) as JsonObject;
  if (copy[name] === body[name]) copy[name] = { ...inner };
  putAt(copy[name] as Record<string, Json>, inner, path.slice(dot + 1), value);
}
