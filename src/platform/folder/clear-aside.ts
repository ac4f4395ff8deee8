import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { KeyFile } from '../eventstore/keyring/key-file.ts';
import type { Logger } from '../runtime/logger.ts';

/** Files that were made of the log: whoever wants to look at one that was set aside has had the time until somebody was erased. */
const MADE_OF_THE_LOG = /^(?:views|ops)\.db\./;
const KEYS = /^keys\.db\.(?!.*-(?:wal|shm|journal)$)/;

/**
 * Sees to it that what was set aside in a data folder tells nothing of an erased person: files that were made of the log are deleted, and in
 * files of keys the person's key is destroyed. One that can't even be opened is told of and left.
 * @param keyId of the person.
 */
export function clearAside(dataDir: string, keyId: string, logger: Logger): void {
  for (const name of readdirSync(dataDir)) {
    const path = join(dataDir, name);
    if (MADE_OF_THE_LOG.test(name)) rmSync(path, { force: true });
    else if (KEYS.test(name)) destroyIn(path, keyId, logger);
  }
}

function destroyIn(path: string, keyId: string, logger: Logger): void {
  try {
    const keys = new KeyFile(path);
    try {
      keys.destroy(keyId);
      keys.emptyWal();
    } finally {
      keys.close();
    }
  } catch (error) {
    logger.error(
      { file: path, err: error },
      'keys that were set aside may still hold that of an erased person; delete the file',
    );
  }
}
