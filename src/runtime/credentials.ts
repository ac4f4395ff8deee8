import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The secrets that development makes for itself. */
export interface Credentials {
  /** 32 bytes, base64. */
  readonly secret: string;
  readonly floristToken: string;
  readonly operatorToken: string;
}

const FILE = 'dev-credentials.json';

/**
 * The credentials of a data folder: those of an earlier start, or new ones. Only the user that runs the program can read the file.
 * For development only; production is given its own.
 */
export function devCredentials(dataDir: string): Credentials {
  const path = join(dataDir, FILE);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Credentials;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const credentials: Credentials = {
    secret: randomBytes(32).toString('base64'),
    floristToken: `florist-${randomBytes(18).toString('base64url')}`,
    operatorToken: `operator-${randomBytes(18).toString('base64url')}`,
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(path, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return credentials;
}
