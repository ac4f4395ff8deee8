import { stringify, v5 } from 'uuid';

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
  return v5(name, namespace);
}

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
