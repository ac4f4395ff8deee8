import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

/** `randomBytes` of node:crypto, outside tests. */
export type RandomBytes = (size: number) => Uint8Array;

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM with a random IV: iv, tag, ciphertext. `place` is bound, not stored: a moved box does not open. */
export function sealBox(key: KeyObject, plain: Uint8Array, place: string, random: RandomBytes): Buffer {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** @throws Error when key or place is another, or a byte was changed. */
export function openBox(key: KeyObject, box: Uint8Array, place: string): Buffer {
  if (box.byteLength < IV_BYTES + TAG_BYTES) throw new Error('the box is too short to be one');
  const decipher = createDecipheriv(CIPHER, key, box.subarray(0, IV_BYTES))
    // Whole, by the check above: without it a tag of a few bytes would do.
    .setAuthTag(box.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    .setAAD(Buffer.from(place));
  const plain = decipher.update(box.subarray(IV_BYTES + TAG_BYTES));
  decipher.final();
  return plain;
}
