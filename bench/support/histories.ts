import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { embeddedAt } from './embedded.ts';
import { writeHistory } from './history.ts';
import { type End, startedFolder } from './started.ts';

/** Log and keys: what of a data folder is kept and copied; all else follows from them. */
const FILES = ['log.db', 'keys.db'] as const;

/** A data folder with a history of its own. */
export interface HistoryFolder {
  readonly path: string;
  readonly remove: End;
}

/**
 * Makes histories of embedded stores, each once, and copies of them.
 * @param keptIn where they lie, and stay for the next run; absent: nowhere.
 */
export function histories(keptIn: string | undefined, say: (text: string) => void) {
  const scratch = keptIn === undefined ? startedFolder() : null;
  const root = scratch?.path ?? (keptIn as string);

  async function make(events: number): Promise<string> {
    const path = join(root, `history-${events}`);
    const isThere = await stat(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
    say(`writing a history of ${events} events`);
    const draft = `${path}.new`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    await writeHistory(embeddedAt(draft), events);
    await rename(draft, path);
    return path;
  }

  /** A data folder with a history of at least so many events, for one use. */
  return async (events: number): Promise<HistoryFolder> => {
    const from = await make(events);
    const folder = startedFolder();
    for (const file of FILES) await cp(join(from, file), join(folder.path, file));
    return folder;
  };
}

export type Histories = ReturnType<typeof histories>;
