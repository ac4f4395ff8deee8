import { hash } from 'node:crypto';
import { stringify } from 'uuid';

/** The one source of new ids. */
export interface IdSource {
  /** A new UUID v7: random, and growing with time. */
  next(): string;
}

/**
 * UUID v5 (RFC 9562) of a name within a namespace: the same inputs give the same id for ever, which is what makes a retried
 * append a no-op.
 */
export function uuidV5(namespace: string, name: string): string {
  const named = Buffer.allocUnsafe(UUID_BYTES + Buffer.byteLength(name));
  if (named.write(namespace.replaceAll('-', ''), 'hex') !== UUID_BYTES)
    throw new TypeError(`${namespace} is not a UUID`);
  named.write(name, UUID_BYTES);
  const digest = hash('sha1', named, 'hex');
  const variant = VARIANTS[Number.parseInt(digest.charAt(16), 16) & 3];
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

const UUID_BYTES = 16;
/** The digit that says the variant of RFC 9562 in its upper two bits. */
const VARIANTS = '89ab';

/**
 * Writes the first 16 bytes as a UUID.
 * @throws TypeError when they are none, by version and variant.
 */
export function formatUuid(bytes: Uint8Array): string {
  return stringify(bytes);
}

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/;

/** True for a UUID of any version, spelt as ids are here: in small letters. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
