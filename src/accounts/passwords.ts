import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { BulkheadRejectedError, bulkhead } from 'cockatiel';
import { nameKeyOf } from './account.ts';

/** What a password is worth, and what is wrong with one that is not taken. */
export type PasswordFault = 'short' | 'long' | 'plain' | 'like-name';

const MIN_CHARACTERS = 10;
const MAX_CHARACTERS = 200;
/** Fewer different characters are a pattern. */
const MIN_DIFFERENT = 5;

/** What is wrong with a password for somebody of this name; null when it can be taken. */
export function faultOfPassword(password: string, name: string): PasswordFault | null {
  const characters = [...spelt(password)];
  if (characters.length < MIN_CHARACTERS) return 'short';
  if (characters.length > MAX_CHARACTERS) return 'long';
  if (new Set(characters).size < MIN_DIFFERENT) return 'plain';
  // A short name, such as one syllable, is part of many good passwords.
  const key = nameKeyOf(name);
  return key.length >= 4 && nameKeyOf(password).includes(key) ? 'like-name' : null;
}

/** There are more passwords to check than this process can at once. */
export class TooBusy extends Error {
  override readonly name = 'TooBusy';
}

/** Turns passwords into what they are checked by. All reject with TooBusy. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Takes as long when there is nothing to check by (null), and then says no. */
  verify(password: string, hash: string | null): Promise<boolean>;
}

/** How dear a guess is: scrypt's N as a power of two, r and p. */
export interface ScryptCost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and about a fifth of a second, of OWASP's table for scrypt. */
export const USUAL_COST: ScryptCost = { ln: 15, r: 8, p: 3 };
/** What a stored hash may ask for at most; more would be a fault of the store. */
const MAX_COST: ScryptCost = { ln: 18, r: 16, p: 16 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Node has four threads for all such work and for files; two stay free. */
const AT_ONCE = 2;
const WAITING = 16;
const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]{22})\$([\w+/]{43})$/;

const derive = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt);

/** scrypt of Node, outside the main thread, a few at a time. Written as the PHC string format has it. */
export class ScryptHasher implements PasswordHasher {
  readonly #random: (size: number) => Uint8Array;
  readonly #cost: ScryptCost;
  readonly #places = bulkhead(AT_ONCE, WAITING);

  constructor(random: (size: number) => Uint8Array, cost = USUAL_COST) {
    this.#random = random;
    this.#cost = cost;
  }

  async hash(password: string): Promise<string> {
    const salt = this.#random(SALT_BYTES);
    const { ln, r, p } = this.#cost;
    const hash = await this.#derive(password, salt, this.#cost);
    return `$scrypt$ln=${ln},r=${r},p=${p}$${base64(salt)}$${base64(hash)}`;
  }

  async verify(password: string, stored: string | null): Promise<boolean> {
    const known = stored === null ? null : read(stored);
    const { salt, cost } = known ?? { salt: this.#random(SALT_BYTES), cost: this.#cost };
    const hash = await this.#derive(password, salt, cost);
    return timingSafeEqual(hash, known?.hash ?? this.#random(HASH_BYTES));
  }

  async #derive(password: string, salt: Uint8Array, { ln, r, p }: ScryptCost): Promise<Buffer> {
    const N = 2 ** ln;
    const options = { N, r, p, maxmem: 128 * N * r + 128 * r * p + 2 ** 20 };
    try {
      return await this.#places.execute(() => derive(spelt(password), salt, HASH_BYTES, options));
    } catch (error) {
      if (error instanceof BulkheadRejectedError) throw new TooBusy('too many passwords to check', { cause: error });
      throw error;
    }
  }
}

/** The same password in whatever way a keyboard composes it. */
function spelt(password: string): string {
  return password.toWellFormed().normalize('NFKC');
}

/** @throws Error for what this program has not written. */
function read(stored: string) {
  const [, ln = '', r = '', p = '', salt = '', hash = ''] = STORED.exec(stored) ?? [];
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  const fits = (['ln', 'r', 'p'] as const).every((part) => cost[part] >= 1 && cost[part] <= MAX_COST[part]);
  if (!fits) throw new Error('a stored password can’t be read');
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
