import { openLogFileReadOnly, readLogId } from '../eventstore/embedded/log-file.ts';
import { type LogHead, toHead } from '../eventstore/embedded/log-head.ts';
import { LogReader } from '../eventstore/embedded/log-reader.ts';
import { verifyChain } from '../eventstore/embedded/verify-chain.ts';
import { StartFault } from '../runtime/start-fault.ts';
import type { Reached } from './files.ts';
import { KeyCheck, type SecretFrom, type SecretOptions } from './key-check.ts';

/** What a folder with a log and its keys was found to hold. */
export interface Checked {
  readonly head: LogHead;
  /** The secret that opens the keys; null when none was at hand, and they were only counted. */
  readonly secretFrom: SecretFrom;
}

export interface CheckOptions extends SecretOptions {
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  /** In events. */
  readonly reached: Reached;
}

/**
 * Checks that a log and its keys, which nobody writes meanwhile, belong together and are whole: the hash chain, both files, and a key
 * for whatever is sealed.
 * @throws StartFault at the first fault, with its place.
 */
export async function checkFolder(folder: string, { now, reached, ...secret }: CheckOptions): Promise<Checked> {
  const db = openLogFileReadOnly(folder);
  const reader = new LogReader(db);
  try {
    const keys = new KeyCheck(folder, secret);
    try {
      const { fault, checked, head } = await verifyChain(reader, reached, (rows) => keys.look(rows));
      if (fault !== null)
        throw new StartFault(`The log in ${folder} is damaged: event ${fault.position} is ${fault.what}.`);
      const file = reader.integrityFault();
      if (file !== null) throw new StartFault(`The log in ${folder} is damaged: ${file}.`);
      return { head: toHead(readLogId(db), checked, head, now), secretFrom: keys.secretFrom };
    } finally {
      keys.close();
    }
  } finally {
    reader.close();
  }
}
