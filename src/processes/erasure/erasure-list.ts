import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { StoreUnavailable } from '../../platform/eventstore/event-store.ts';
import { StartFault } from '../../platform/runtime/start-fault.ts';

/** The list's name in a data folder, where no other place is set. */
export const ERASURES_FILE = 'erasures.jsonl';

const listed = z.strictObject({
  erasureId: z.string(),
  /** The id of the key, which tells nothing of the person. */
  person: z.string(),
  cause: z.enum(['request', 'retention']),
  /** When it was listed, UTC. */
  at: z.iso.datetime(),
});

/** One erasure, as it is remembered outside of the stores. It tells nobody who was erased. */
export type ListedErasure = Readonly<z.output<typeof listed>>;

/** Remembers who was erased where a restored backup does not reach. */
export interface ErasureList {
  /**
   * Adds an erasure; it is on the disk when this returns. May be repeated.
   * @throws StoreUnavailable when that can't be.
   */
  add(erasure: ListedErasure): void;
  /** Every erasure that was ever listed, once each, in the order in which they were. */
  all(): readonly ListedErasure[];
}

/** Remembers nothing: keys and log lie on servers that are backed up each by itself. */
export const noErasureList: ErasureList = { add: () => undefined, all: () => [] };

/** A list in a file, one JSON line each, that only ever grows. A last line that was broken off counts as not written. */
export class ErasureFile implements ErasureList {
  readonly #path: string;
  readonly #entries = new Map<string, ListedErasure>();
  #isBroken: boolean;

  /** @throws StartFault when the file can't be read, or holds something else. */
  constructor(path: string) {
    this.#path = path;
    const text = textOf(path);
    const lines = text.split('\n');
    this.#isBroken = lines.pop() !== '';
    for (const line of lines) {
      // Where a line was broken off, and others were added after it.
      const entry = listed.safeParse(asJson(line));
      if (entry.success) this.#entries.set(entry.data.erasureId, entry.data);
    }
    if (text.trim() !== '' && this.#entries.size === 0 && lines.length > 0) {
      throw new StartFault(`${path} holds no erasures. Name another file, or move this one away.`);
    }
  }

  all(): readonly ListedErasure[] {
    return [...this.#entries.values()];
  }

  add(erasure: ListedErasure): void {
    if (this.#entries.has(erasure.erasureId)) return;
    try {
      const file = openSync(this.#path, 'a', 0o600);
      try {
        appendFileSync(file, `${this.#isBroken ? '\n' : ''}${linesOf([erasure])}`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      // Whatever stands there now, the next line begins on its own.
      this.#isBroken = true;
      throw new StoreUnavailable(`the list of erasures can't be written: ${(error as Error).message}`);
    }
    this.#isBroken = false;
    this.#entries.set(erasure.erasureId, erasure);
  }
}

/**
 * All erasures that two files tell of; the first may be missing.
 * @throws StartFault when one can't be read, or the second is not there.
 */
export function mergeErasures(first: string, second: string): readonly ListedErasure[] {
  if (!existsSync(second)) throw new StartFault(`There is no list of erasures at ${second}.`);
  const all = [first, second].flatMap((path) => new ErasureFile(path).all());
  return [...new Map(all.map((erasure) => [erasure.erasureId, erasure])).values()];
}

/** A list as it stands in a file. */
export function linesOf(erasures: readonly ListedErasure[]): string {
  return erasures.map((erasure) => `${JSON.stringify(erasure)}\n`).join('');
}

function textOf(path: string): string {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  } catch (error) {
    throw new StartFault(`The list of erasures ${path} can't be read: ${(error as Error).message}.`);
  }
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
