import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../..');
export const FLORIST_TOKEN = 'florist-token-of-the-bench';
export const OPERATOR_TOKEN = 'operator-token-of-the-bench';

/** A script of this project as a process of its own. */
export interface Program {
  readonly url: string;
  /** Time since the start of the process, in milliseconds. */
  readyMs(): number;
  stop(): Promise<void>;
}

/** Starts the program, or another script that prints a line with `"msg":"ready"` and its URL. */
export async function startProgram(script: string, env: Readonly<Record<string, string>>): Promise<Program> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'info',
      KKOTGIL_SECRET: Buffer.alloc(32, 7).toString('base64'),
      KKOTGIL_FLORIST_TOKEN: FLORIST_TOKEN,
      KKOTGIL_OPERATOR_TOKEN: OPERATOR_TOKEN,
      KKOTGIL_OPENING_HOURS: 'always',
      KKOTGIL_RATE_LIMIT: 'off',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await readyUrl(child);
  return {
    url,
    readyMs: () => performance.now() - begun,
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the program ended with ${code} before it was ready`)));
    const output = child.stdout;
    if (output === null) throw new Error('the output is a pipe');
    createInterface({ input: output }).on('line', (line) => {
      if (line.includes('"msg":"ready"')) resolve((JSON.parse(line) as { url: string }).url);
    });
  });
}
