import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFault } from '../platform/runtime/start-fault.ts';

export interface OperatorOptions {
  readonly url: string;
  readonly dataDir: string;
  readonly token?: string;
}

/**
 * The operator API of a running shop, for tools of the command line.
 * Every method throws StartFault, with what to do, when the shop can't be reached or says no.
 */
export class OperatorClient {
  readonly #url: string;
  readonly #token: string;

  constructor({ url, dataDir, token }: OperatorOptions) {
    this.#url = url.replace(/\/+$/, '');
    this.#token = token ?? tokenOf(dataDir);
  }

  async ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string): Promise<T> {
    let response: Response;
    try {
      response = await fetch(`${this.#url}${path}`, { method, headers: { authorization: `Bearer ${this.#token}` } });
    } catch {
      throw new StartFault(
        `No shop answers at ${this.#url}. Start it with "npm start", or say where it is with --url.`,
      );
    }
    const body = (await response.json().catch(() => null)) as { detail?: string } | null;
    if (response.ok) return body as T;
    throw new StartFault(`The shop says no: ${response.status} ${body?.detail ?? response.statusText}`);
  }
}

/** In development the shop keeps its tokens in its data folder. */
function tokenOf(dataDir: string): string {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'dev-credentials.json'), 'utf8')).operatorToken as string;
  } catch {
    throw new StartFault(
      `There is no operator's token in ${dataDir}. Set KKOTGIL_OPERATOR_TOKEN, or name the data folder with --data-dir.`,
    );
  }
}
