import { hash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyCompressOptions } from '@fastify/compress';
import { Recent } from '../../platform/runtime/recent.ts';

/** Good enough for a page, at a fraction of what the best would cost. */
const BROTLI_QUALITY = 4;
const GZIP_LEVEL = 4;
/** Smaller answers are not worth it. */
const WORTH_BYTES = 1_024;
/** A page in one go costs less than the stream, the threads and the turns that it takes otherwise. */
const AT_ONCE_BYTES = 64 * 1_024;
/** Two languages, two encodings, a few windows of the day. */
const KEPT = 16;

/** How pages are compressed. */
export const pageCompression = {
  encodings: ['br', 'gzip', 'identity'],
  threshold: WORTH_BYTES,
  syncThreshold: AT_ONCE_BYTES,
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
  zlibOptions: { level: GZIP_LEVEL },
} satisfies FastifyCompressOptions;

/**
 * The same for a page that shows nobody's data and looks alike for all: what was compressed is kept by what it says, and used for
 * whoever comes next.
 */
export function compressedOnce(): typeof pageCompression & { readonly zlib: unknown } {
  const kept = new Recent<string, Buffer>(KEPT);
  const once =
    <Options>(encoding: string, compress: (page: Buffer, options: Options) => Buffer) =>
    (page: Buffer, options: Options): Buffer => {
      const key = `${encoding} ${hash('sha1', page, 'base64url')}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const compressed = compress(page, options);
      kept.set(key, compressed);
      return compressed;
    };
  const zlib = { brotliCompressSync: once('br', brotliCompressSync), gzipSync: once('gzip', gzipSync) };
  return { ...pageCompression, zlib };
}
