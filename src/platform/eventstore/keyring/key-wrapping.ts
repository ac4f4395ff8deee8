import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Secrets } from '../../runtime/secrets.ts';
import { openBox, type RandomBytes, sealBox } from './box.ts';

const KEY_BYTES = 32;
const KEY_ID_BYTES = 16;
const CHECK_PLACE = 'secret check';

export interface NewKey {
  /** Random, and tells nothing of the person. */
  readonly keyId: string;
  readonly key: KeyObject;
  readonly wrapped: Buffer;
}

/** No adapter stores a phone number or an unwrapped key. */
export class KeyWrapping {
  readonly #phones: KeyObject;
  readonly #wrapping: KeyObject;
  readonly #random: RandomBytes;

  constructor(secrets: Pick<Secrets, 'phones' | 'wrapping'>, random: RandomBytes) {
    this.#phones = createSecretKey(secrets.phones);
    this.#wrapping = createSecretKey(secrets.wrapping);
    this.#random = random;
  }

  /** E.164. */
  hashOf(phone: string): Buffer {
    return createHmac('sha256', this.#phones).update(phone).digest();
  }

  makeKey(): NewKey {
    const keyId = Buffer.from(this.#random(KEY_ID_BYTES)).toString('base64url');
    const bytes = this.#random(KEY_BYTES);
    return { keyId, key: createSecretKey(bytes), wrapped: sealBox(this.#wrapping, bytes, keyId, this.#random) };
  }

  /** `undefined` when the box is damaged: the key is lost, and a matter of its person alone. */
  unwrap(keyId: string, wrapped: Uint8Array): KeyObject | undefined {
    try {
      return createSecretKey(openBox(this.#wrapping, wrapped, keyId));
    } catch {
      return undefined;
    }
  }

  makeSecretCheck(): Buffer {
    return sealBox(this.#wrapping, new Uint8Array(), CHECK_PLACE, this.#random);
  }

  /** @throws Error when the store was made with another secret. */
  checkSecret(check: Uint8Array): void {
    openBox(this.#wrapping, check, CHECK_PLACE);
  }
}
