import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Secrets } from '../../runtime/secrets.ts';
import { openBox, type RandomBytes, sealBox } from './box.ts';

const KEY_BYTES = 32;
const KEY_ID_BYTES = 16;
const CHECK_PLACE = 'secret check';

/** A person's key that was just made, and how it is stored. */
export interface NewKey {
  /** Random, and tells nothing of the person. */
  readonly keyId: string;
  readonly key: KeyObject;
  readonly wrapped: Buffer;
}

/** What a keyring does with the program's secret. No adapter stores a phone number or an unwrapped key. */
export class KeyWrapping {
  readonly #phones: KeyObject;
  readonly #wrapping: KeyObject;
  readonly #random: RandomBytes;

  constructor(secrets: Pick<Secrets, 'phones' | 'wrapping'>, random: RandomBytes) {
    this.#phones = createSecretKey(secrets.phones);
    this.#wrapping = createSecretKey(secrets.wrapping);
    this.#random = random;
  }

  /** What the key of a phone (E.164) is found by. */
  hashOf(phone: string): Buffer {
    return createHmac('sha256', this.#phones).update(phone).digest();
  }

  /** A new key, and the box that it is stored in. */
  makeKey(): NewKey {
    const keyId = Buffer.from(this.#random(KEY_ID_BYTES)).toString('base64url');
    const bytes = this.#random(KEY_BYTES);
    return { keyId, key: createSecretKey(bytes), wrapped: sealBox(this.#wrapping, bytes, keyId, this.#random) };
  }

  /** The key in a box, or `undefined` when the box is damaged: then the key is as good as lost, and a matter of its person alone. */
  unwrap(keyId: string, wrapped: Uint8Array): KeyObject | undefined {
    try {
      return createSecretKey(openBox(this.#wrapping, wrapped, keyId));
    } catch {
      return undefined;
    }
  }

  /** What a new store keeps to know the secret by. */
  makeSecretCheck(): Buffer {
    return sealBox(this.#wrapping, new Uint8Array(), CHECK_PLACE, this.#random);
  }

  /**
   * Checks that a store was made with this secret.
   * @throws Error when it was another one.
   */
  checkSecret(check: Uint8Array): void {
    openBox(this.#wrapping, check, CHECK_PLACE);
  }
}
