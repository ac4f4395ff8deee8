import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

const RANDOM_BYTES = 18;
const MAC_BYTES = 16;
const WRITTEN = /^[\w-]{46}$/;

/**
 * Secrets that somebody else keeps for us, in a cookie or a link. Each carries a MAC over its kind, so that one that was not made here is
 * refused without asking any store; and a store keeps the digest alone, so that who reads it can open nothing.
 */
export class SignedSecrets {
  readonly #key: KeyObject;
  readonly #random: (size: number) => Uint8Array;

  constructor(key: Uint8Array, random: (size: number) => Uint8Array) {
    this.#key = createSecretKey(key);
    this.#random = random;
  }

  /** A new secret of a kind, 46 characters of base64url. */
  make(kind: string): string {
    const random = this.#random(RANDOM_BYTES);
    return Buffer.concat([random, this.#mac(kind, random)]).toString('base64url');
  }

  /** By what a secret is found again; null for one that was not made here, or for something else. */
  digestOf(kind: string, secret: string): string | null {
    if (!WRITTEN.test(secret)) return null;
    const bytes = Buffer.from(secret, 'base64url');
    const random = bytes.subarray(0, RANDOM_BYTES);
    const mac = bytes.subarray(RANDOM_BYTES);
    if (mac.length !== MAC_BYTES || !timingSafeEqual(mac, this.#mac(kind, random))) return null;
    return createHash('sha256').update(secret).digest('base64url');
  }

  /** Names something without telling what: who has no key can't try out what it might be. */
  nameFor(kind: string, text: string): string {
    return this.#mac(`name ${kind}`, Buffer.from(text)).toString('base64url');
  }

  #mac(kind: string, random: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(`${kind}\0`).update(random).digest().subarray(0, MAC_BYTES);
  }
}
