import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { logHead } from '../eventstore/embedded/log-head.ts';
import { StartFault } from '../runtime/start-fault.ts';

/** The file that makes a folder a backup; it is written last. */
export const MANIFEST = 'manifest.json';
/** What a backup may hold, the log first. */
export const FILES = ['log.db', 'keys.db', 'accounts.db', 'erasures.jsonl', 'dev-credentials.json'] as const;

const manifest = z.strictObject({
  format: z.literal(1),
  /** UTC. */
  madeAt: z.iso.datetime(),
  /** The end of the log in this backup. */
  head: logHead.omit({ at: true }),
  /** `in-backup` when the backup holds the secret that opens its keys; `apart` when somebody has to keep it elsewhere. */
  secret: z.enum(['in-backup', 'apart']),
  files: z.array(z.strictObject({ name: z.enum(FILES), bytes: z.int().min(0), sha256: z.hex().length(64) })),
});
/** What a backup says of itself. */
export type Manifest = Readonly<z.output<typeof manifest>>;
export type BackupFile = Manifest['files'][number];

/** Writes the manifest of a folder and waits until it is on the disk. */
export function writeManifest(folder: string, content: Manifest): void {
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(content, null, 2)}\n`, {
    flag: 'wx',
    mode: 0o600,
    flush: true,
  });
}

/**
 * The manifest of a backup.
 * @throws StartFault when the folder is no backup, or one that this program can't read.
 */
export function readManifest(folder: string): Manifest {
  let text: string;
  try {
    text = readFileSync(join(folder, MANIFEST), 'utf8');
  } catch (error) {
    throw new StartFault(`${folder} is not a whole backup: ${MANIFEST} can't be read (${(error as Error).message}).`);
  }
  const parsed = manifest.safeParse(asJson(text));
  if (!parsed.success) {
    throw new StartFault(`${folder} is not a sound backup: ${MANIFEST} is not as this program writes it.`);
  }
  const names = parsed.data.files.map(({ name }) => name);
  if (!names.includes('log.db') || !names.includes('keys.db') || new Set(names).size < names.length) {
    throw new StartFault(`${folder} is not a sound backup: ${MANIFEST} does not name log and keys, once each.`);
  }
  return parsed.data;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
