import { join } from 'node:path';
import type { Logger } from 'pino';
import type { StaffRole } from '../accounts/account.ts';
import { LINK_MS } from '../accounts/sign-in.ts';
import type { Config } from '../config.ts';
import type { Credentials } from './credentials.ts';

/** Who reads what the program prints. */
export interface Reader {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What there is to tell of a shop that has just opened. */
export interface Opening {
  readonly url: string;
  readonly config: Pick<Config, 'KKOTGIL_DATA_DIR' | 'KKOTGIL_FLORIST_TOKEN' | 'KKOTGIL_OPERATOR_TOKEN'>;
  readonly credentials: Credentials;
  /** By which somebody can sign in once, where people read it; null for who can't. */
  readonly links: Readonly<Record<StaffRole, string | null>> | null;
}

/**
 * Tells who tries the shop out where to look, and how to be the florist: in a few lines for people at a terminal, as a line of the log
 * for all others. A token that was given is no secret of ours to tell, and a link that opens a session stands in no log.
 */
export function greet(reader: Reader, logger: Logger, opening: Opening): void {
  const { url, config, credentials } = opening;
  if (reader.isTTY === true) {
    reader.write(welcome(opening, process.env.NO_COLOR === undefined));
    return;
  }
  const tokens = {
    ...(config.KKOTGIL_FLORIST_TOKEN === undefined && { floristToken: credentials.floristToken }),
    ...(config.KKOTGIL_OPERATOR_TOKEN === undefined && { operatorToken: credentials.operatorToken }),
  };
  const pages = { shop: `${url}/`, florist: `${url}/shop`, operator: `${url}/ops`, docs: `${url}/docs` };
  logger.info({ ...pages, menu: `${url}/api/menu`, ...tokens }, 'open these to look around');
}

/** The welcome for a terminal. Tokens stay in their file: a terminal is scrolled, shared and photographed. */
export function welcome(
  { url, config: { KKOTGIL_DATA_DIR: dataDir }, links }: Pick<Opening, 'url' | 'config' | 'links'>,
  colours: boolean,
): string {
  const paint = (code: string, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const row = (name: string, what: string) => `  ${paint('2', name.padEnd(10))}${what}`;
  const page = (address: string) => paint('4', address);
  return [
    '',
    `  ${paint('1;32', '꽃길 Kkotgil')} is open`,
    '',
    row('shop', page(`${url}/`)),
    row('florist', page(links?.florist ?? `${url}/shop`)),
    row('operator', page(links?.operator ?? `${url}/ops`)),
    ...(links === null ? [] : [row('', `these two sign you in, once, within ${LINK_MS / 60_000} minutes`)]),
    row('API', page(`${url}/docs`)),
    '',
    row('tokens', `${join(dataDir, 'dev-credentials.json')} (florist, operator; for programs)`),
    row('people', 'npm run people'),
    row('data', dataDir),
    row('stop', 'Ctrl+C'),
    '',
    '',
  ].join('\n');
}
