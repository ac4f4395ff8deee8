import { type Stats, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StorageGuard } from '../eventstore/embedded/storage-guard.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Timer } from '../runtime/timer.ts';
import { openExisting } from './witness.ts';

/** How often the folder is looked at, in milliseconds. */
const EVERY_MS = 400;
/** Less than this, in bytes, is a full disk: some writes may still succeed, and others don't. */
const FULL_BELOW = 512 * 1024;

/** What can't be made anew. Its `-wal` holds what was acknowledged last. */
const WATCHED = ['log.db', 'log.db-wal', 'keys.db', 'keys.db-wal'] as const;
/** These only ever grow while they are open. */
const GROWING: ReadonlySet<string> = new Set(['log.db', 'log.db-wal', 'keys.db']);

export interface WatchedFolder {
  readonly dataDir: string;
  readonly timer: Timer;
  readonly logger: Pick<Logger, 'error' | 'info'>;
  /** How much room a folder has, in bytes. Default: what the file system says. */
  readonly freeBytes?: (dataDir: string) => number;
}

/**
 * Watches over the files of an open data folder: whether they are still there, the same, readable, and have room to grow. What is written
 * to a file that somebody has deleted is gone with the process.
 */
export class FolderWatch implements StorageGuard {
  readonly #options: WatchedFolder;
  #tryToWrite: () => void = () => undefined;
  readonly #stop = new AbortController();
  readonly #known = new Map<string, Stats>();
  #lost: string | null = null;
  #unreadable: string | null = null;
  #full: string | null = null;
  #said: string | null = null;

  constructor(options: WatchedFolder) {
    this.#options = options;
  }

  /**
   * Begins to watch. The files have to be open.
   * @param tryToWrite tries whether all files can be written, and throws when one can't.
   */
  begin(tryToWrite: () => void): void {
    this.#tryToWrite = tryToWrite;
    for (const name of WATCHED) {
      const stats = statOf(join(this.#options.dataDir, name));
      if (stats !== null) this.#known.set(name, stats);
    }
    void this.#watch();
  }

  /** Why nothing may be acknowledged; null when it may. */
  get lost(): string | null {
    return this.#lost;
  }

  /** Why the stores can't be relied on now, in words; empty when they can. */
  faults(): string[] {
    return [this.#lost, this.#unreadable, this.#full].filter((fault) => fault !== null);
  }

  /** Something could not be written: most often, because the disk is full. */
  failed(reason: string): void {
    this.#full ??= `the data folder can't be written: ${reason}`;
    this.#say();
  }

  close(): void {
    this.#stop.abort();
  }

  async #watch(): Promise<void> {
    const { timer } = this.#options;
    while (!this.#stop.signal.aborted) {
      await timer.sleep(EVERY_MS, this.#stop.signal);
      if (!this.#stop.signal.aborted) this.look();
    }
  }

  /** Looks now. */
  look(): void {
    if (this.lookForLoss() !== null) return;
    this.#unreadable = this.#whatCannotBeRead();
    this.#full = this.#whatIsFull();
    this.#say();
  }

  /** A few microseconds: one question to the file system for each file. */
  lookForLoss(): string | null {
    this.#lost = this.#whatIsLost();
    this.#say();
    return this.#lost;
  }

  #whatIsLost(): string | null {
    for (const [name, known] of this.#known) {
      const now = statOf(join(this.#options.dataDir, name));
      if (now === null) return `${name} is gone from the data folder; put it back, or stop and restore a backup`;
      if (now.ino !== known.ino || now.dev !== known.dev) return `${name} was replaced by another file; stop and look`;
      if (GROWING.has(name) && now.size < known.size) return `${name} was cut short by somebody; stop and look`;
      if (now.size > known.size) this.#known.set(name, now);
    }
    return null;
  }

  /** By a connection of its own: an open one may have in memory what the disk does not give away any more. */
  #whatCannotBeRead(): string | null {
    try {
      const db = openExisting(join(this.#options.dataDir, 'log.db'));
      try {
        db.prepare('SELECT position, data, hash FROM events ORDER BY position DESC LIMIT 1').get();
        return null;
      } finally {
        db.close();
      }
    } catch (error) {
      return `the event log can't be read: ${(error as Error).message}`;
    }
  }

  #whatIsFull(): string | null {
    const { dataDir, freeBytes = freeBytesOf } = this.#options;
    if (freeBytes(dataDir) < FULL_BELOW) return 'the disk of the data folder is full; nothing can be stored';
    if (this.#full === null) return null;
    try {
      this.#tryToWrite();
      return null;
    } catch (error) {
      return `the data folder can't be written: ${(error as Error).message}`;
    }
  }

  #say(): void {
    const [fault = null] = this.faults();
    if (fault === this.#said) return;
    if (fault !== null) this.#options.logger.error({ fault }, 'the data folder can not be relied on');
    else this.#options.logger.info({}, 'the data folder can be relied on again');
    this.#said = fault;
  }
}

function freeBytesOf(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
