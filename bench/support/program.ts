import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { OURS } from './checkouts.ts';
import { started, thenEnd } from './started.ts';

/** A program that is not ready, and has not come any further in what it takes in for so long, has failed. In milliseconds. */
const STUCK_MS = 120_000;
/** A start that takes longer has something to take in. In milliseconds. */
const USUAL_START_MS = 2_000;
/** A program that does not end by then is ended for it, in milliseconds. */
const STOP_MS = 15_000;
/** Makes what `npm start` runs, in a checkout that has anything to build. */
const BUILD = 'tools/build.js';
/** Who takes in what others have left in a log. */
const READERS = ['views', 'processes'] as const;
/** Lines of a program that could not start which are told. */
const LAST_LINES = 5;
export const FLORIST_TOKEN = 'florist-token-of-the-bench';
export const OPERATOR_TOKEN = 'operator-token-of-the-bench';

/** Resident memory of a process, in MiB, as Linux tells it. */
export interface Memory {
  readonly now: number;
  readonly most: number;
}

/** A program as a process of its own. */
export interface Program {
  readonly url: string;
  /** From the start of the process until it listened, in milliseconds. */
  readonly listensMs: number;
  /** From the start of the process until it was ready, in milliseconds. */
  readonly readyMs: number;
  /** The most memory that it has had so far, and what it has now, in MiB. */
  memory(): Memory;
  stop(): Promise<void>;
}

/** Starts a script that prints a line with `"msg":"ready"` and its URL, and waits until it is ready. */
async function startProgram(
  script: readonly string[],
  env: Readonly<Record<string, string>>,
  root: string,
): Promise<Program> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...script], {
    cwd: root,
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
    // A Ctrl-C is for the bench, which then ends this in its turn.
    detached: true,
  });
  const exited = once(child, 'exit');
  const stop = started(async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(late);
  });
  try {
    const url = await listeningUrl(child);
    const listensMs = performance.now() - begun;
    await untilReady(url);
    const memory = () => memoryOf(child.pid as number);
    return { url, listensMs, readyMs: performance.now() - begun, memory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What `npm start` of a checkout gives Node: flags and the script. What has to be built for it is built. */
function startOf(root: string): readonly string[] {
  if (existsSync(join(root, BUILD))) execFileSync(process.execPath, [BUILD], { cwd: root });
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').slice(1);
}

function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const value = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
  return { now: value('VmRSS'), most: value('VmHWM') };
}

/** A script that knows no readiness answers with anything but 503. What others have left in a log may take long to be taken in. */
async function untilReady(url: string): Promise<void> {
  const begun = performance.now();
  let [stands, since] = ['', begun];
  while ((await fetch(`${url}/health/ready`)).status === 503) {
    if (performance.now() > since + STUCK_MS) throw new Error(`${url} is not ready, and stands still: ${stands}`);
    // Often while a start is measured; one that takes long has better to do than to answer.
    await new Promise((resolve) => setTimeout(resolve, performance.now() < begun + USUAL_START_MS ? 5 : 100));
    const now = (await Promise.all(READERS.map((reader) => placesOf(url, reader)))).join(' ');
    if (now !== stands) [stands, since] = [now, performance.now()];
  }
}

/** How far they are, as far as the program tells that. */
async function placesOf(url: string, readers: (typeof READERS)[number]): Promise<string> {
  const answer = await fetch(`${url}/api/${readers}`, { headers: { authorization: `Bearer ${OPERATOR_TOKEN}` } });
  const { items = [] } = (answer.ok ? await answer.json() : {}) as { items?: { position: string }[] };
  return items.map(({ position }) => position).join(' ');
}

/** Uses the shop of a checkout as `npm start` runs it, and stops it whatever happens. */
export function withShop<T>(
  env: Readonly<Record<string, string>>,
  use: (program: Program) => Promise<T>,
  root = OURS,
): Promise<T> {
  return withProgram(startOf(root), env, use, root);
}

/** Uses a script of the bench, and stops it whatever happens. */
export function withScript<T>(
  script: string,
  env: Readonly<Record<string, string>>,
  use: (program: Program) => Promise<T>,
): Promise<T> {
  return withProgram([script], env, use, OURS);
}

async function withProgram<T>(
  script: readonly string[],
  env: Readonly<Record<string, string>>,
  use: (program: Program) => Promise<T>,
  root: string,
): Promise<T> {
  const program = await startProgram(script, env, root);
  return thenEnd(() => use(program), program.stop);
}

function listeningUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said: string[] = [];
    child.once('exit', (code) =>
      reject(new Error([`the program ended with ${code} before it was ready`, ...said].join('\n'))),
    );
    const output = child.stdout;
    if (output === null) throw new Error('the output is a pipe');
    const lines = createInterface({ input: output }).on('line', (line) => {
      said = [...said.slice(1 - LAST_LINES), line];
      if (!line.includes('"msg":"ready"')) return;
      // Whoever reads a line for each request in this process takes from the cores what the program is measured with.
      lines.close();
      output.resume();
      resolve((JSON.parse(line) as { url: string }).url);
    });
  });
}
