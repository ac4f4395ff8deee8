import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockFolder } from '../eventstore/embedded/folder-lock.ts';
import { StartFault } from '../runtime/start-fault.ts';
import { checkFolder } from './check.ts';
import { copyFile, type Digest, digestOf, type Reached, syncToDisk } from './files.ts';
import type { SecretOptions } from './key-check.ts';
import { type BackupFile, type Manifest, readManifest } from './manifest.ts';

export interface RestoreOptions extends SecretOptions {
  /** A backup. */
  readonly from: string;
  /** The data folder that it becomes: empty, or not there yet. */
  readonly to: string;
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  /** In events. */
  readonly checked: Reached;
  /** Files by name and content that are put beside the others, also in the place of those that the backup has. */
  readonly beside?: ReadonlyMap<string, string>;
}

export interface Restored {
  readonly manifest: Manifest;
  /** False when no secret was at hand: the keys are there, and nobody tried whether they open. */
  readonly keysOpened: boolean;
}

/** What an empty folder may hold: the lock of an app, and what file systems make by themselves. */
const NOTHING = ['app.lock', 'app.lock-journal', 'lost+found'];

/**
 * Puts a backup into an empty data folder. Everything is checked before, and again as it was copied; the log gets its name last, and
 * no app starts on the folder until then.
 * @throws StartFault when the backup is not whole, or the folder is not free; then nothing was put in place.
 */
export async function restore({
  from,
  to,
  secret,
  secretsOf,
  now,
  checked,
  beside = new Map(),
}: RestoreOptions): Promise<Restored> {
  const [source, target] = [resolve(from), resolve(to)];
  refuseUnlessFree(target);
  const manifest = readManifest(source);
  for (const file of manifest.files) refuseUnlessSame(source, file, await digestIn(source, file));
  const { head, secretFrom } = await checkFolder(source, { secret, secretsOf, now, reached: checked });
  const { logId, events, hash } = manifest.head;
  if (head.logId !== logId || head.events !== events || head.hash !== hash) {
    throw new StartFault(`${source} is not a sound backup: its log is not the one that its manifest tells of.`);
  }
  const release = lockFolder(target);
  try {
    // An app may have come and gone meanwhile.
    if (!isFree(target)) throw notEmpty(target);
    await putInPlace(source, target, manifest.files, beside);
  } finally {
    release();
  }
  return { manifest, keysOpened: secretFrom !== null };
}

function refuseUnlessFree(target: string): void {
  if (isFree(target)) return;
  // A folder in use is better called so.
  if (existsSync(join(target, 'app.lock'))) lockFolder(target)();
  throw notEmpty(target);
}

function isFree(target: string): boolean {
  return !existsSync(target) || readdirSync(target).every((name) => NOTHING.includes(name));
}

function notEmpty(target: string): StartFault {
  return new StartFault(`${target} is not empty. A backup is restored into an empty folder only: name another one.`);
}

/** Copies under other names, then renames; the log last, because an app that finds none begins a new one. */
async function putInPlace(
  source: string,
  target: string,
  files: readonly BackupFile[],
  beside: ReadonlyMap<string, string>,
): Promise<void> {
  const logFirst = files.toSorted((a, b) => Number(b.name === 'log.db') - Number(a.name === 'log.db'));
  const names = [...new Set([...logFirst.map(({ name }) => name), ...beside.keys()])];
  const draftOf = (name: string) => join(target, `${name}.restoring`);
  try {
    for (const file of logFirst) {
      if (beside.has(file.name)) continue;
      refuseUnlessSame(source, file, await copyFile(join(source, file.name), draftOf(file.name)));
    }
    for (const [name, content] of beside) writeFileSync(draftOf(name), content, { mode: 0o600, flush: true });
  } catch (error) {
    for (const name of names) rmSync(draftOf(name), { force: true });
    throw error;
  }
  for (const name of names.toReversed()) {
    renameSync(draftOf(name), join(target, name));
    syncToDisk(target);
  }
}

async function digestIn(source: string, { name }: BackupFile): Promise<Digest> {
  if (existsSync(join(source, name))) return digestOf(join(source, name));
  throw new StartFault(`${source} is not a whole backup: ${name} is missing.`);
}

function refuseUnlessSame(source: string, { name, bytes, sha256 }: BackupFile, found: Digest): void {
  if (found.bytes === bytes && found.sha256 === sha256) return;
  throw new StartFault(`${source} is not a sound backup: ${name} is not the file that was backed up.`);
}
