import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Credentials } from '../platform/runtime/credentials.ts';

type Settings = Pick<Config, 'KKOTGIL_DATA_DIR' | 'KKOTGIL_FLORIST_TOKEN' | 'KKOTGIL_OPERATOR_TOKEN'>;

/** Who reads what the program prints. */
export interface Reader {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Tells who tries the shop out where to look, and how to be the florist: in a few lines for people at a terminal, as a line of the log
 * for all others. A token that was given is no secret of ours to tell.
 */
export function greet(reader: Reader, logger: Logger, url: string, given: Settings, made: Credentials): void {
  if (reader.isTTY === true) {
    reader.write(welcome(url, given, process.env.NO_COLOR === undefined));
    return;
  }
  const tokens = {
    ...(given.KKOTGIL_FLORIST_TOKEN === undefined && { floristToken: made.floristToken }),
    ...(given.KKOTGIL_OPERATOR_TOKEN === undefined && { operatorToken: made.operatorToken }),
  };
  logger.info(
    { shop: `${url}/`, docs: `${url}/docs`, menu: `${url}/api/menu`, ...tokens },
    'open these to look around',
  );
}

/** The welcome for a terminal. Tokens stay in their file: a terminal is scrolled, shared and photographed. */
export function welcome(
  url: string,
  { KKOTGIL_DATA_DIR: dataDir }: Pick<Settings, 'KKOTGIL_DATA_DIR'>,
  colours: boolean,
): string {
  const paint = (code: string, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const row = (name: string, what: string) => `  ${paint('2', name.padEnd(9))}${what}`;
  return [
    '',
    `  ${paint('1;32', '꽃길 Kkotgil')} is open`,
    '',
    row('shop', paint('4', `${url}/`)),
    row('API', paint('4', `${url}/docs`)),
    row('tokens', `${join(dataDir, 'dev-credentials.json')} (florist, operator)`),
    row('data', dataDir),
    row('stop', 'Ctrl+C'),
    '',
    '',
  ].join('\n');
}
