import { lockFolder } from '../eventstore/embedded/folder-lock.ts';
import type { Logger } from '../runtime/logger.ts';
import { StartFault } from '../runtime/start-fault.ts';
import { type DerivedFacts, examineFolder, type Folder, type Found } from './examine.ts';
import { lossesOf } from './losses.ts';
import { setAside } from './set-aside.ts';
import { lossesInWords } from './words.ts';

/**
 * Makes this process the only one on a data folder, and sees to it that its files belong together before any of them is used. Views and
 * operational state that can't be used are set aside, to be made anew.
 * @param at milliseconds since 1970, UTC.
 * @returns gives the folder free.
 * @throws StartFault when another app uses the folder; and when the log or the keys are missing, foreign, or older than the others have
 * seen them: then nothing was changed.
 */
export function lockWholeFolder(dataDir: string, logger: Pick<Logger, 'warn'>, at: number): () => void {
  const release = lockFolder(dataDir);
  try {
    const found = examineFolder(dataDir, (folder) => {
      const losses = lossesOf(folder);
      if (losses.length > 0) throw new StartFault(lossesInWords(dataDir, losses), { mishap: 'folder-not-whole' });
      return statesOf(folder);
    });
    if (found['log.db'] === 'sound') healDerived(dataDir, found, logger, at);
    return release;
  } catch (error) {
    release();
    throw error;
  }
}

function healDerived(
  dataDir: string,
  found: ReturnType<typeof statesOf>,
  logger: Pick<Logger, 'warn'>,
  at: number,
): void {
  for (const file of ['views.db', 'ops.db'] as const) {
    const state = found[file];
    if (state === 'sound') continue;
    const why = state === 'foreign' ? state : 'damaged';
    const aside = state === 'missing' ? null : setAside(dataDir, file, why, at);
    logger.warn(
      { file, state, aside },
      'a file could not be used; it is made anew from the event log, and nothing is lost',
    );
  }
}

function statesOf({ log, views, ops }: Folder) {
  const logId = log.state === 'sound' ? log.logId : null;
  return { 'log.db': log.state, 'views.db': stateOf(views, logId), 'ops.db': stateOf(ops, logId) };
}

/** What was made of other logs alone says nothing of this one. */
function stateOf(derived: Found<DerivedFacts>, logId: string | null): Found<DerivedFacts>['state'] | 'foreign' {
  if (derived.state !== 'sound' || logId === null) return derived.state;
  const known = [...derived.reached.keys(), ...(derived.witness === null ? [] : [derived.witness.logId])];
  return known.length > 0 && !known.includes(logId) ? 'foreign' : 'sound';
}
