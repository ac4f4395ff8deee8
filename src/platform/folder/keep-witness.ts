import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { KeyCounts } from '../eventstore/keyring/key-file.ts';
import { keyringId } from '../eventstore/keyring/keyring-id.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Timer } from '../runtime/timer.ts';
import { WalFlush } from '../runtime/wal-flush.ts';
import { FOLDER_FILES, type FolderFile } from './examine.ts';
import { openExisting, putWitness, readWitness, type Witness, writeWitness } from './witness.ts';

/** How often the files are told how far log and keys are, in milliseconds, when that has changed. */
const EVERY_MS = 1_000;

export interface KeptWitness {
  readonly dataDir: string;
  /** Of the open file of keys. */
  readonly keyCounts: () => KeyCounts;
  /** Files whose stores keep in mind what they hold for as long as no connection but theirs has written: it is written by theirs. */
  readonly through: Readonly<Partial<Record<FolderFile, Through>>>;
  readonly timer: Timer;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Uses the connection of a store. */
type Through = (use: (db: DatabaseSync) => void) => void;

/** Lets the files of an open data folder remember each other: at once, every second in which something was written, and at the end. */
export class WitnessKeeper {
  readonly #options: KeptWitness;
  readonly #log: DatabaseSync;
  readonly #wal: WalFlush;
  readonly #last: StatementSync;
  /** What never changes of an open folder. */
  readonly #logId: string;
  readonly #keyringId: string | null;
  readonly #stop = new AbortController();
  /** Keys that are gone from the file: they still count, so that it is known for damaged, and not taken for an older one. */
  readonly #gone: KeyCounts;
  readonly #keeping: Promise<void>;
  #written = '';

  constructor(options: KeptWitness) {
    this.#options = options;
    const path = join(options.dataDir, 'log.db');
    this.#log = openExisting(path);
    this.#last = this.#log.prepare('SELECT position, hash FROM events ORDER BY position DESC LIMIT 1');
    const { id } = this.#log.prepare("SELECT value AS id FROM about WHERE name = 'log-id'").get() as { id: string };
    this.#logId = id;
    this.#wal = new WalFlush(this.#log, path);
    const keys = openExisting(join(options.dataDir, 'keys.db'));
    const check = keys.prepare('SELECT box FROM secret_check').get() as { box: Uint8Array } | undefined;
    this.#keyringId = check === undefined ? null : keyringId(check.box);
    const [before, now] = [readWitness(keys)?.keys, options.keyCounts()];
    keys.close();
    this.#gone = {
      made: Math.max(0, (before?.made ?? 0) - now.made),
      destroyed: Math.max(0, (before?.destroyed ?? 0) - now.destroyed),
    };
    try {
      this.write();
    } catch (error) {
      this.#failed(error);
    }
    this.#keeping = this.#keep();
  }

  /** Tells every file how log and keys are now. @throws Error of SQLite when one can't be written */
  write(): void {
    const witness = this.#witness();
    this.#wal.flushNow();
    this.#tellAll(witness);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#keeping;
    try {
      if (this.#isNews(this.#witness())) this.write();
    } catch (error) {
      this.#failed(error);
    }
    this.#wal.close();
    this.#log.close();
  }

  /** The disk is waited for beside the thread. */
  async #keep(): Promise<void> {
    for (;;) {
      await this.#options.timer.sleep(EVERY_MS, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      try {
        const witness = this.#witness();
        if (!this.#isNews(witness)) continue;
        await this.#wal.flush();
        this.#tellAll(witness);
      } catch (error) {
        this.#failed(error);
      }
    }
  }

  #isNews(witness: Witness): boolean {
    return JSON.stringify(witness) !== this.#written;
  }

  /** Of a log that is on the disk: it may not come back from a power cut with less than the others remember. */
  #tellAll(witness: Witness): void {
    for (const file of FOLDER_FILES) this.#tell(file, witness);
    this.#written = JSON.stringify(witness);
  }

  #tell(file: FolderFile, witness: Witness): void {
    const { dataDir, through } = this.#options;
    const path = join(dataDir, file);
    const use = through[file];
    if (use === undefined) writeWitness(path, witness);
    // An open connection writes to a file that was deleted as if nothing had happened.
    else if (existsSync(path)) use((db) => putWitness(db, witness));
    else throw new Error(`${file} is gone`);
  }

  /** Log and keys as they are now. */
  #witness(): Witness {
    const last = this.#last.get();
    const { made, destroyed } = this.#options.keyCounts();
    return {
      logId: this.#logId,
      events: (last?.position as number | undefined) ?? 0,
      hash: Buffer.from((last?.hash as Uint8Array | undefined) ?? new Uint8Array(32)).toString('hex'),
      keys: { id: this.#keyringId, made: made + this.#gone.made, destroyed: destroyed + this.#gone.destroyed },
    };
  }

  #failed(error: unknown): void {
    // A full disk, or a file that is just being made anew: the next second tries again.
    this.#options.logger.warn({ err: error }, 'the files of the data folder could not be told of each other');
  }
}
