import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Logger } from '../platform/runtime/logger.ts';
import { StartFault } from '../platform/runtime/start-fault.ts';
import { ERASURES_FILE, ErasureFile, type ErasureList, noErasureList } from '../processes/erasure/erasure-list.ts';
import { type RepeatDeps, repeatErasures } from '../processes/erasure/repeat-erasures.ts';

/**
 * Where erasures are remembered: in the file that is set, in the data folder of one process, or, on servers, nowhere.
 * @throws StartFault
 */
export function openErasureList({
  KKOTGIL_ERASURES_FILE: file,
  KKOTGIL_STORE: store,
  KKOTGIL_DATA_DIR: dataDir,
}: Config): ErasureList {
  if (file !== undefined) return new ErasureFile(made(file));
  return store === 'embedded' ? new ErasureFile(join(dataDir, ERASURES_FILE)) : noErasureList;
}

/** A restore that is given the file wants to find it, also when nobody was erased yet; and who can't write to it learns it now. */
function made(file: string): string {
  try {
    closeSync(openSync(file, 'a', 0o600));
    return file;
  } catch (error) {
    throw new StartFault(`KKOTGIL_ERASURES_FILE can't be written: ${(error as Error).message}.`);
  }
}

/**
 * Erases again whom a restored backup has brought back; to be called before anything is made of the log.
 * @throws StoreUnavailable
 */
export async function eraseAgain(deps: RepeatDeps, logger: Logger): Promise<void> {
  const erasures = await repeatErasures(deps);
  if (erasures > 0) logger.warn({ erasures }, 'people who were erased after this backup are erased again');
}
