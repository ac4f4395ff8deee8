import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyIdsIn } from '../eventstore/codec/sealing.ts';
import type { LogRow } from '../eventstore/embedded/log-row.ts';
import { KeyReader } from '../eventstore/keyring/key-reader.ts';
import { KeyWrapping } from '../eventstore/keyring/key-wrapping.ts';
import type { KeyringSecrets } from '../eventstore/keyring/keyring-secrets.ts';
import { pooledRandom } from '../runtime/random.ts';
import { Recent } from '../runtime/recent.ts';
import { StartFault } from '../runtime/start-fault.ts';

/** Keys that are not looked up anew when they are met again soon. */
const REMEMBERED = 10_000;

/** The secret that opens the keys. */
export interface SecretOptions {
  /** The program's, when it is known: base64. Then each key is opened, too. */
  readonly secret: string | undefined;
  /** What a keyring needs of it. @throws RangeError when it is too short */
  readonly secretsOf: (secret: Uint8Array) => KeyringSecrets;
}

/** Where the secret that opens the keys was found: as given, in the folder, or nowhere. */
export type SecretFrom = 'given' | 'folder' | null;

/** Checks that the events of a log can be read with the keys in the same folder. */
export class KeyCheck {
  readonly secretFrom: SecretFrom;
  readonly #path: string;
  readonly #keys: KeyReader;
  readonly #wrapping: KeyWrapping | null;
  readonly #seen = new Recent<string, true>(REMEMBERED);

  /** @throws StartFault when the keys can't be read, or were made with another secret than the one given. */
  constructor(folder: string, { secret, secretsOf }: SecretOptions) {
    this.#path = join(folder, 'keys.db');
    try {
      this.#keys = new KeyReader(this.#path);
    } catch (error) {
      throw this.#fault((error as Error).message);
    }
    try {
      const [given, found] = [wrappingOf(secret, secretsOf), wrappingOf(secretIn(folder), secretsOf)];
      this.secretFrom = given && this.#opens(given) ? 'given' : found && this.#opens(found) ? 'folder' : null;
      if (given !== null && this.secretFrom !== 'given') {
        throw new StartFault(`${this.#path} was made with another secret than the one that is set here.`, {
          setting: 'secret',
        });
      }
      this.#wrapping = this.secretFrom === 'given' ? given : this.secretFrom === 'folder' ? found : null;
      const fault = this.#guarded(() => this.#keys.integrityFault());
      if (fault !== null) throw this.#fault(fault);
    } catch (error) {
      this.#keys.close();
      throw error;
    }
  }

  /**
   * Looks for the keys that these events name.
   * @throws StartFault when one is missing or damaged. One that was destroyed is neither.
   */
  look(rows: readonly LogRow[]): void {
    for (const { position, data } of rows) {
      for (const keyId of keyIdsIn(JSON.parse(data))) {
        if (this.#seen.get(keyId) !== undefined) continue;
        const wrapped = this.#guarded(() => this.#keys.wrappedOf(keyId));
        if (wrapped === undefined) throw this.#fault(`it has no key ${keyId}, which event ${position} needs`);
        if (wrapped !== null && this.#wrapping !== null && this.#wrapping.unwrap(keyId, wrapped) === undefined) {
          throw this.#fault(`its key ${keyId}, which event ${position} needs, is damaged`);
        }
        this.#seen.set(keyId, true);
      }
    }
  }

  close(): void {
    this.#keys.close();
  }

  #opens(wrapping: KeyWrapping): boolean {
    const check = this.#guarded(() => this.#keys.secretCheck());
    if (check === null) throw this.#fault('it was never used');
    try {
      wrapping.checkSecret(check);
      return true;
    } catch {
      return false;
    }
  }

  #guarded<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      throw this.#fault((error as Error).message);
    }
  }

  #fault(reason: string): StartFault {
    return new StartFault(`The keys in ${this.#path} can't be relied on: ${reason}.`);
  }
}

function wrappingOf(secret: string | undefined, secretsOf: SecretOptions['secretsOf']): KeyWrapping | null {
  if (secret === undefined) return null;
  try {
    return new KeyWrapping(secretsOf(Buffer.from(secret, 'base64')), pooledRandom());
  } catch (error) {
    throw new StartFault(`The secret can't be used: ${(error as Error).message}.`, { setting: 'secret' });
  }
}

/** The secret that development made for a data folder. */
function secretIn(folder: string): string | undefined {
  try {
    const { secret } = JSON.parse(readFileSync(join(folder, 'dev-credentials.json'), 'utf8')) as { secret?: unknown };
    return typeof secret === 'string' ? secret : undefined;
  } catch {
    return undefined;
  }
}
