import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 8_192;

/**
 * Random bytes of the machine, drawn in large portions: a draw costs much more than the few bytes that a seal needs. Each byte is
 * given out once.
 */
export function pooledRandom(): (size: number) => Uint8Array {
  const pool = new Uint8Array(POOL_BYTES);
  let next = POOL_BYTES;
  return (size) => {
    if (size > POOL_BYTES) throw new RangeError(`not more than ${POOL_BYTES} bytes at once`);
    if (next + size > POOL_BYTES) {
      randomFillSync(pool);
      next = 0;
    }
    const bytes = pool.slice(next, next + size);
    pool.fill(0, next, next + size);
    next += size;
    return bytes;
  };
}
