import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';

const PROGRAM = join(import.meta.dirname, 'support/logs-much.ts');

function logs(megabytes: number) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, String(megabytes)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const exited = once(child, 'exit').then(([code, signal]) => code ?? signal);
  return { child, dropped: () => Number(said), exited };
}

async function linesOf({ stdout }: ChildProcess): Promise<string[]> {
  let text = '';
  for await (const chunk of stdout ?? []) text += chunk;
  return text.split('\n').filter((line) => line !== '');
}

describe('the log of a program', () => {
  it('is written whole when somebody reads it', async () => {
    const { child, dropped, exited } = logs(3);
    const lines = await linesOf(child);
    expect(await exited).toBe(0);
    expect(dropped()).toBe(0);
    expect(lines).toHaveLength(3_000);
    expect(JSON.parse(lines.at(-1) as string)).toMatchObject({ line: 2_999 });
  });

  it('takes no more memory than its bound when nobody reads it, counts what it drops, and keeps nothing from ending', async () => {
    const { dropped, exited } = logs(20);
    expect(await Promise.race([exited, sleep(20_000, 'still there', { ref: false })])).toBe(0);
    expect(dropped()).toBeGreaterThan(15_000);
    expect(dropped()).toBeLessThan(20_000);
  });

  it('says that lines are missing once somebody reads again', async () => {
    const { child, dropped } = logs(20);
    while (dropped() === 0) await sleep(20);
    const lines = (await linesOf(child)).map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ level: 'warn', lines: dropped() });
  });
});
