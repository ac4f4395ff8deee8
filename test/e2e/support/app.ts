import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock } from '../../../src/platform/runtime/clock.ts';
import { systemClock } from '../../../src/platform/runtime/system.ts';
import { mainOf } from '../../support/main.ts';
import type { WallClock } from './wall-clock.ts';

const ROOT = join(import.meta.dirname, '../../..');
const START_WITHIN_MS = 60_000;

/** The secret that every end-to-end test starts the program with. */
export const SECRET = Buffer.alloc(32, 7);
/** The identities that every end-to-end test starts the program with. */
export const FLORIST_TOKEN = 'florist-token-of-the-tests';
export const OPERATOR_TOKEN = 'operator-token-of-the-tests';

/** The program, as its own process on its own data folder. */
export interface App {
  readonly url: string;
  readonly dataDir: string;
  /** The time that it goes by. */
  readonly clock: Clock;
  /** Every line that it has printed so far. */
  readonly output: readonly string[];
  /** Ends it in its own time; resolves to the exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would: nothing is finished. */
  kill(): Promise<void>;
  /** Its process, for signals. */
  readonly process: ChildProcess;
}

export interface AppOptions {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where it sees the time, if not on the machine’s own clock. */
  readonly clock?: WallClock | undefined;
}

/** Starts what `npm start` runs and waits until it takes requests. What keeps it from that is in the error. */
export async function startApp({ dataDir, env = {}, clock }: AppOptions): Promise<App> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', mainOf()], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'info',
      KKOTGIL_DATA_DIR: dataDir,
      KKOTGIL_SECRET: SECRET.toString('base64'),
      KKOTGIL_FLORIST_TOKEN: FLORIST_TOKEN,
      KKOTGIL_OPERATOR_TOKEN: OPERATOR_TOKEN,
      KKOTGIL_OPENING_HOURS: 'always',
      KKOTGIL_RATE_LIMIT: 'off',
      ...clock?.env,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  const exited = once(child, 'exit');
  createInterface({ input: child.stderr }).on('line', (line) => output.push(line));
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in time:\n${output.join('\n')}`)), START_WITHIN_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code} before it was ready:\n${output.join('\n')}`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      output.push(line);
      const ready = readyUrl(line);
      if (ready === null) return;
      clearTimeout(timer);
      resolve(ready);
    });
  });
  return {
    url,
    dataDir,
    clock: clock ?? systemClock,
    output,
    process: child,
    stop: async () => {
      child.kill('SIGTERM');
      const [code] = await exited;
      return code as number | null;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function readyUrl(line: string): string | null {
  if (!line.includes('"msg":"ready"')) return null;
  return (JSON.parse(line) as { url: string }).url;
}

/** A folder of its own for one test, and its end. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'kkotgil-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}
