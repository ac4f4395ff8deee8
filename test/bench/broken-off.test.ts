import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeOnMongo } from '../support/mongo/describe-on-mongo.ts';
import { until } from '../support/until.ts';

const ROOT = join(import.meta.dirname, '../..');
const LONG_ENOUGH_MS = 50_000;

/** What Linux tells of a process; null when it has ended. */
function processAt(pid: number): { readonly parent: number; readonly command: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return null;
    return { parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return null;
  }
}

/** All processes that one has started, and that these have. */
function startedBy(pid: number): { readonly pid: number; readonly command: string }[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = all.map(Number).flatMap((child) => {
    const found = processAt(child);
    return found?.parent === pid ? [{ pid: child, command: found.command }] : [];
  });
  return children.flatMap((child) => [child, ...startedBy(child.pid)]);
}

await describeOnMongo('a bench that is broken off', (mongo) => {
  let folder: string;
  let bench: ChildProcess | undefined;
  let said: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-test-'));
    said = '';
  });
  afterEach(() => {
    for (const { pid } of bench?.pid === undefined ? [] : startedBy(bench.pid)) process.kill(pid, 'SIGKILL');
    bench?.kill('SIGKILL');
    bench = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  /** Begins to measure, presses Ctrl-C once customers are at work on the program, and looks at what is left. */
  async function breakOff(store: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'bench/main.ts', '--store', store, '--only', 'cost'],
      {
        cwd: ROOT,
        env: { ...process.env, ...env, TMPDIR: folder },
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true,
      },
    );
    bench = child;
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    const exited = once(child, 'exit');
    const pid = child.pid as number;
    let running: ReturnType<typeof startedBy> = [];
    await until(() => {
      if (child.exitCode !== null) throw new Error(`the bench has ended: ${said}`);
      running = startedBy(pid);
      return ['dist/main.js', 'load-process.ts'].every((script) =>
        running.some(({ command }) => command.includes(script)),
      );
    }, LONG_ENOUGH_MS);

    // As a terminal does: to all that belong to what runs in it.
    process.kill(-pid, 'SIGINT');

    expect(await exited).toEqual([130, null]);
    expect(running.filter((each) => processAt(each.pid)?.command === each.command)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    expect(said).not.toContain('could not');
  }

  it('leaves no process and no file behind', async () => {
    await breakOff('embedded');
  });

  it('leaves nothing on servers either but what it has appended', async () => {
    const { db } = await mongo.connect();
    const databases = async () => (await db.admin().listDatabases()).databases.map(({ name }) => name);
    const before = await databases();
    await breakOff('eventstoredb', { MONGODB_URL: mongo.url });
    expect(await databases()).toEqual(before);
  });
});
