import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SOURCE = join(import.meta.dirname, 'java');
const CACHE = join(import.meta.dirname, '../../../node_modules/.cache/kkotgil-mongo-server');
const BUILD_TIMEOUT_MS = 300_000;

/**
 * Builds the Java server with Maven, once for each version of its sources.
 * @returns the class path to start it with.
 * @throws Error with what Maven said.
 */
export function buildJavaServer(): string {
  const sources = readdirSync(SOURCE)
    .sort()
    .map((file) => readFileSync(join(SOURCE, file)));
  const built = join(CACHE, createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 16));
  if (!existsSync(built)) oneAtATime(() => existsSync(built) || build(built));
  return `${join(built, 'classes')}:${join(built, 'jars')}/*`;
}

function build(built: string): void {
  const unfinished = `${built}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const { status, stdout, stderr, error } = spawnSync(
    'mvn',
    ['--batch-mode', '--quiet', '--file', join(SOURCE, 'pom.xml'), `-Dbuild.folder=${unfinished}`, 'compile'],
    { encoding: 'utf8', timeout: BUILD_TIMEOUT_MS },
  );
  if (status !== 0) throw new Error(`mvn failed: ${error?.message ?? ''}${stdout}${stderr}`.slice(0, 2_000));
  renameSync(unfinished, built);
}

/** Several test files may come here at once, each in its own process. A lock of SQLite ends with the process that holds it. */
function oneAtATime(work: () => void): void {
  mkdirSync(CACHE, { recursive: true });
  const lock = new DatabaseSync(join(CACHE, 'lock.db'), { timeout: BUILD_TIMEOUT_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    work();
  } finally {
    lock.close();
  }
}
