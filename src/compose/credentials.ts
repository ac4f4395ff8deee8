import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { StartFault } from '../platform/runtime/start-fault.ts';

/** The secrets that development makes for itself. */
export interface Credentials {
  /** 32 bytes, base64. */
  readonly secret: string;
  readonly floristToken: string;
  readonly operatorToken: string;
}

const FILE = 'dev-credentials.json';
const ADVICE =
  'It holds the secret that opens the keys of this folder (keys.db): put it back, from a backup if need be, or give that secret as ' +
  'KKOTGIL_SECRET. Without it no name, phone or address can be read.';

/**
 * The credentials of the program. In development what is not set is made once and kept; production has all of it, or would not have come here.
 * @throws StartFault
 */
export function credentialsOf(config: Config): Credentials {
  const { KKOTGIL_SECRET: secret, KKOTGIL_FLORIST_TOKEN: floristToken, KKOTGIL_OPERATOR_TOKEN: operatorToken } = config;
  if (secret !== undefined && floristToken !== undefined && operatorToken !== undefined) {
    return { secret, floristToken, operatorToken };
  }
  const made = devCredentials(config.KKOTGIL_DATA_DIR, secret === undefined);
  return {
    secret: secret ?? made.secret,
    floristToken: floristToken ?? made.floristToken,
    operatorToken: operatorToken ?? made.operatorToken,
  };
}

/**
 * The credentials of a data folder: those of an earlier start, or new ones. Only the user that runs the program can read the file.
 * For development only; production is given its own.
 * @param needsSecret whether the secret comes from here. A new one would open none of the keys that are there already.
 * @throws StartFault when the file is damaged, or missing beside keys that its secret opened.
 */
export function devCredentials(dataDir: string, needsSecret: boolean): Credentials {
  const path = join(dataDir, FILE);
  if (existsSync(path)) return read(path);
  if (needsSecret && existsSync(join(dataDir, 'keys.db'))) throw new StartFault(`${path} is missing. ${ADVICE}`);
  const credentials: Credentials = {
    secret: randomBytes(32).toString('base64'),
    floristToken: `florist-${randomBytes(18).toString('base64url')}`,
    operatorToken: `operator-${randomBytes(18).toString('base64url')}`,
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(path, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return credentials;
}

function read(path: string): Credentials {
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new StartFault(`${path} can't be read: ${(error as Error).message}. ${ADVICE}`);
  }
  if (isCredentials(found)) return found;
  throw new StartFault(`${path} holds no credentials of this program. ${ADVICE}`);
}

function isCredentials(found: unknown): found is Credentials {
  const { secret, floristToken, operatorToken } = (found ?? {}) as Partial<Record<keyof Credentials, unknown>>;
  return [secret, floristToken, operatorToken].every((each) => typeof each === 'string' && each !== '');
}
