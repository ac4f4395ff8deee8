import { constants } from 'node:fs';
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OURS } from './checkouts.ts';
import { embeddedAt } from './embedded.ts';
import { writeHistory } from './history.ts';
import { type End, startedFolder } from './started.ts';

/** Log and keys: what all else follows from. */
const FILES = ['log.db', 'keys.db'] as const;
/** Says that a program works in the folder. */
const LOCK = 'app.lock';

/** A data folder with a history of its own. */
export interface HistoryFolder {
  readonly path: string;
  readonly remove: End;
}

/** Data folders with a history of at least so many events, each for one use. */
export interface Histories {
  /** Log and keys alone, as for a first start. */
  fresh(events: number): Promise<HistoryFolder>;
  /**
   * As the program of a checkout leaves it that has taken all of it in.
   * @param settle lets that program do so in a data folder; asked for once.
   */
  settled(events: number, root: string, settle: (dataDir: string) => Promise<void>): Promise<HistoryFolder>;
}

/**
 * Makes histories of embedded stores, each once, and copies of them.
 * @param keptIn where they lie, and stay for the next run; absent: nowhere.
 */
export function histories(keptIn: string | undefined, say: (text: string) => void): Histories {
  const scratch = keptIn === undefined ? startedFolder() : null;
  const kept = scratch?.path ?? (keptIn as string);

  /** A folder under its name, unless it is there already; one that was not finished is begun anew. */
  async function made(name: string, make: (draft: string) => Promise<void>): Promise<string> {
    const path = join(kept, name);
    const isThere = await stat(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
    const draft = `${path}.new`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true, mode: 0o700 });
    await make(draft);
    await rename(draft, path);
    return path;
  }

  function written(events: number): Promise<string> {
    return made(`history-${events}`, async (draft) => {
      say(`writing a history of ${events} events`);
      await writeHistory(embeddedAt(draft), events);
    });
  }

  /** For one use: the program writes to it. */
  async function copied(fill: (path: string) => Promise<void>): Promise<HistoryFolder> {
    const folder = startedFolder();
    await fill(folder.path);
    return folder;
  }

  return {
    fresh: async (events) => {
      const from = await written(events);
      return copied((path) => copyFiles(from, path));
    },
    settled: async (events, root, settle) => {
      const name = root === OURS ? `settled-${events}` : `settled-${events}-${basename(root)}`;
      const from = await made(name, async (draft) => {
        await copyFiles(await written(events), draft);
        say(`taking in a history of ${events} events`);
        await settle(draft);
      });
      return copied((path) => copyAll(from, path));
    },
  };
}

async function copyFiles(from: string, to: string): Promise<void> {
  for (const file of FILES) await cp(join(from, file), join(to, file), { mode: constants.COPYFILE_FICLONE });
}

function copyAll(from: string, to: string): Promise<void> {
  const filter = (path: string) => basename(path) !== LOCK;
  return cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE, filter });
}
