/** What a name in MongoDB must not hold, or not begin with, or what its driver takes for something of its own. */
const AWKWARD = /[%$.\0]|^_bsontype$/;
const ESCAPED = /%([0-9A-F]{2})/g;

/**
 * A document's body as MongoDB keeps it: what JSON would make of it, so that every store gives back the same, with names escaped that
 * would mean something to the server or its driver.
 */
export function toStoredBody(body: unknown): unknown {
  return renamed(JSON.parse(JSON.stringify(body)), escaped);
}

/** A body as it was before {@link toStoredBody}. */
export function fromStoredBody(stored: unknown): unknown {
  return renamed(stored, unescaped);
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => renamed(each, rename));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [rename(name), renamed(each, rename)]));
}

function escaped(name: string): string {
  if (!AWKWARD.test(name)) return name;
  return name.replace(/[%$.\0]|^_/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

function unescaped(name: string): string {
  if (!name.includes('%')) return name;
  return name.replace(ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
