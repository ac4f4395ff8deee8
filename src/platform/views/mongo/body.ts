/** What a name in MongoDB must not hold, or not begin with, or what its driver takes for something of its own. */
const AWKWARD = /[%$.\0]|^_bsontype$/;
/** In such a name, what is escaped. The first underscore may be so in any name: what is read back is the same. */
const AWKWARD_SIGNS = /[%$.\0]|^_/g;
const ESCAPED = /%([0-9A-F]{2})/g;

/**
 * A document's body as MongoDB keeps it: what JSON would make of it, so that every store gives back the same, with names escaped that
 * would mean something to the server or its driver.
 */
export function toStoredBody(body: unknown): unknown {
  const plain: unknown = JSON.parse(JSON.stringify(body));
  return someName(plain, (name) => AWKWARD.test(name)) ? renamed(plain, escaped) : plain;
}

/** A body as it was before {@link toStoredBody}. */
export function fromStoredBody(stored: unknown): unknown {
  return someName(stored, (name) => name.includes('%')) ? renamed(stored, unescaped) : stored;
}

/** Whether a name at any depth is such. Hardly any is: looking costs a fraction of copying. */
function someName(value: unknown, isSuch: (name: string) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((each) => someName(each, isSuch));
  for (const [name, each] of Object.entries(value)) if (isSuch(name) || someName(each, isSuch)) return true;
  return false;
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => renamed(each, rename));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [rename(name), renamed(each, rename)]));
}

function escaped(name: string): string {
  return name.replace(AWKWARD_SIGNS, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

function unescaped(name: string): string {
  return name.replace(ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
