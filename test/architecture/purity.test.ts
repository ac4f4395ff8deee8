import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const SRC = join(import.meta.dirname, '../../src');
/** Rooms that get time, randomness and ids through ports. Their adapters in `embedded` folders may meet the machine. */
const PURE_ROOMS = ['domain', 'projections', 'processes', 'application', 'api', 'leases'];

/** Ways to ask the machine for time, chance or an id. `setImmediate` is none: it lets others work, and says nothing. */
const ambient: [what: string, pattern: RegExp][] = [
  ['the clock', /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bprocess\.hrtime\b/],
  ['a timer', /\bsetTimeout\b|\bsetInterval\b|node:timers/],
  ['chance', /\bMath\.random\b|\brandomBytes\b|\brandomInt\b|\brandomFill/],
  ['a new id', /\brandomUUID\b|\bv[147]\(/],
];

/** What a text asks the machine for. Comments don't count. */
function asksFor(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  return ambient.filter(([, pattern]) => pattern.test(code)).map(([what]) => what);
}

describe('time, chance and ids', () => {
  const files = PURE_ROOMS.flatMap((room) =>
    readdirSync(join(SRC, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.includes('embedded'))
      .map((file) => join(room, file)),
  );

  it('come in through ports everywhere', () => {
    expect(files.length).toBeGreaterThan(100);
    const offenders = files
      .map((file) => [file, asksFor(readFileSync(join(SRC, file), 'utf8'))])
      .filter(([, asks]) => asks?.length);
    expect(offenders).toEqual([]);
  });

  it.each([
    ['const now = Date.now();', 'the clock'],
    ['const now = new Date();', 'the clock'],
    ['const t = performance.now();', 'the clock'],
    ['setTimeout(retry, 5);', 'a timer'],
    ["import { setTimeout as sleep } from 'node:timers/promises';", 'a timer'],
    ['const chance = Math.random();', 'chance'],
    ['const id = randomUUID();', 'a new id'],
    ['const id = v7();', 'a new id'],
  ])('are found out: %s', (line, what) => {
    expect(asksFor(`const a = 1;\n${line}\n`)).toEqual([what]);
    expect(asksFor(`// ${line}\n/* ${line} */\nnew Date(1);\n`)).toEqual([]);
  });
});
