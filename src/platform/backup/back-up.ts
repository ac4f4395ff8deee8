import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openLogFileReadOnly, WHAT_TO_DO } from '../eventstore/embedded/log-file.ts';
import { clearWitness } from '../folder/witness.ts';
import { StartFault } from '../runtime/start-fault.ts';
import { checkFolder } from './check.ts';
import { copyDatabase, copyFile, digestOf, type Reached, syncToDisk } from './files.ts';
import type { SecretOptions } from './key-check.ts';
import { FILES, type Manifest, writeManifest } from './manifest.ts';

export interface BackupOptions extends SecretOptions {
  readonly dataDir: string;
  /** The folder that becomes the backup. */
  readonly to: string;
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  /** Is given the copy of the accounts, to take out what is not for a backup. */
  readonly cleanAccounts: (path: string) => void;
  /** In pages of the log's file. */
  readonly copied: Reached;
  /** In events. */
  readonly checked: Reached;
}

export interface Backup {
  readonly manifest: Manifest;
  /** False when no secret was at hand: the keys are there, and nobody tried whether they open. */
  readonly keysOpened: boolean;
}

/**
 * Copies the log, the keys and the accounts of a data folder, whether or not the app runs, and checks the copy. The folder has its name only when
 * all of it is on the disk.
 * @throws StartFault when that can't be; then nothing is left.
 */
export async function backUp(options: BackupOptions): Promise<Backup> {
  const to = resolve(options.to);
  if (existsSync(to) && readdirSync(to).length > 0) {
    throw new StartFault(`${to} is not empty, and a backup is never written over anything. Name a new folder.`);
  }
  // Says what to do when there is no log, or none that can be read.
  openLogFileReadOnly(options.dataDir).close();
  if (!existsSync(join(options.dataDir, 'keys.db'))) {
    throw new StartFault(`There are no keys beside the log in ${options.dataDir}. ${WHAT_TO_DO}`);
  }
  mkdirSync(dirname(to), { recursive: true });
  const draft = mkdtempSync(`${to}.unfinished-`);
  try {
    const backup = await fill(draft, options);
    renameSync(draft, to);
    syncToDisk(dirname(to));
    return backup;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

async function fill(draft: string, options: BackupOptions): Promise<Backup> {
  const { dataDir, secret, secretsOf, now, copied, checked } = options;
  // The log first: an event is appended when its key is stored, so keys that are copied later are all that these events need.
  await copyDatabase(join(dataDir, 'log.db'), join(draft, 'log.db'), copied);
  await copyDatabase(join(dataDir, 'keys.db'), join(draft, 'keys.db'));
  // What each knew of the files beside it is no longer so where the backup is restored.
  for (const name of ['log.db', 'keys.db']) clearWitness(join(draft, name));
  // A folder that nobody has started on since there are accounts has none.
  const accounts = join(dataDir, 'accounts.db');
  if (existsSync(accounts)) {
    await copyDatabase(accounts, join(draft, 'accounts.db'));
    options.cleanAccounts(join(draft, 'accounts.db'));
  }
  for (const name of ['erasures.jsonl', 'dev-credentials.json']) {
    if (existsSync(join(dataDir, name))) await copyFile(join(dataDir, name), join(draft, name));
  }

  const { head, secretFrom } = await checkFolder(draft, { secret, secretsOf, now, reached: checked });
  const files = FILES.filter((name) => existsSync(join(draft, name)));
  const { at: madeAt, ...end } = head;
  const manifest: Manifest = {
    format: 1,
    madeAt,
    head: end,
    secret: secretFrom === 'folder' ? 'in-backup' : 'apart',
    files: await Promise.all(files.map(async (name) => ({ name, ...(await digestOf(join(draft, name))) }))),
  };
  writeManifest(draft, manifest);
  syncToDisk(draft);
  return { manifest, keysOpened: secretFrom !== null };
}
