import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { openBox, type RandomBytes, sealBox } from './box.ts';
import type { KeyringSecrets } from './keyring-secrets.ts';

const KEY_BYTES = 32;
/** What the ids of all keys that one program makes begin with, how many it has made before, and what nobody can guess. */
const RUN_BYTES = 6;
const COUNT_BYTES = 4;
const TAIL_BYTES = 6;
const CHECK_PLACE = 'secret check';

export interface NewKey {
  /** Tells nothing of the person. Keys that are made one after the other lie side by side in a store, on few pages. */
  readonly keyId: string;
  readonly key: KeyObject;
  readonly wrapped: Buffer;
}

/** No adapter stores an identifier or an unwrapped key. */
export class KeyWrapping {
  readonly #lookup: KeyObject;
  readonly #wrapping: KeyObject;
  readonly #random: RandomBytes;
  readonly #run: Uint8Array;
  #made = 0;

  constructor(secrets: KeyringSecrets, random: RandomBytes) {
    this.#lookup = createSecretKey(secrets.lookup);
    this.#wrapping = createSecretKey(secrets.wrapping);
    this.#random = random;
    this.#run = random(RUN_BYTES);
  }

  /** What the key of an identifier is looked up by. */
  lookupOf(identifier: string): Buffer {
    return createHmac('sha256', this.#lookup).update(identifier).digest();
  }

  makeKey(): NewKey {
    const count = Buffer.alloc(COUNT_BYTES);
    count.writeUInt32BE(this.#made++);
    const keyId = Buffer.concat([this.#run, count, this.#random(TAIL_BYTES)]).toString('base64url');
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
