import { createHash } from 'node:crypto';

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
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest();
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return formatUuid(bytes);
}

/** Writes the first 16 bytes as a UUID, as they are. */
export function formatUuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
