import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Log } from '../runtime/log.ts';
import type { Timer } from '../runtime/timer.ts';
import { keyringId, SHOP_FILES } from './examine.ts';
import { openExisting, type Witness, writeWitness } from './witness.ts';

/** How often the files are told how far log and keys are, in milliseconds, when that has changed. */
const EVERY_MS = 1_000;

export interface KeptWitness {
  readonly dataDir: string;
  readonly timer: Timer;
  readonly logger: Pick<Log, 'warn'>;
}

/**
 * Lets the files of an open data folder remember each other: now, every second in which something was written, and when the returned
 * function is called.
 */
export function keepWitness({ dataDir, timer, logger }: KeptWitness): () => void {
  const log = openExisting(join(dataDir, 'log.db'));
  const keys = openExisting(join(dataDir, 'keys.db'));
  let written = '';
  const write = () => {
    try {
      const witness = witnessOf(log, keys);
      const text = JSON.stringify(witness);
      if (text === written) return;
      for (const file of SHOP_FILES) writeWitness(join(dataDir, file), witness);
      written = text;
    } catch (error) {
      // A full disk, or a file that is just being made anew: the next second tries again.
      logger.warn({ err: error }, 'the files of the shop could not be told of each other');
    }
  };
  const stopping = new AbortController();
  write();
  void (async () => {
    for (;;) {
      await timer.sleep(EVERY_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      write();
    }
  })();
  return () => {
    stopping.abort();
    write();
    log.close();
    keys.close();
  };
}

/** Log and keys as they are now. */
function witnessOf(log: DatabaseSync, keys: DatabaseSync): Witness {
  const { id } = log.prepare("SELECT value AS id FROM about WHERE name = 'log-id'").get() as { id: string };
  const last = log.prepare('SELECT position, hash FROM events ORDER BY position DESC LIMIT 1').get();
  const check = keys.prepare('SELECT box FROM secret_check').get() as { box: Uint8Array } | undefined;
  const { made, destroyed } = keys
    .prepare('SELECT count(*) AS made, count(*) - count(wrapped) AS destroyed FROM keys')
    .get() as { made: number; destroyed: number };
  return {
    logId: id,
    events: (last?.position as number | undefined) ?? 0,
    hash: Buffer.from((last?.hash as Uint8Array | undefined) ?? new Uint8Array(32)).toString('hex'),
    keys: { id: check === undefined ? null : keyringId(check.box), made, destroyed },
  };
}
