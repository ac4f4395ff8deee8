import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const SRC = join(import.meta.dirname, '../../src');
/** The only room that asks the machine for the time. What waits or measures would stand still when somebody sets the clock. */
const CLOCKS = 'platform/runtime';
/** Rooms that get randomness and ids through ports, too. Their adapters in `embedded` folders may meet the machine. */
const PURE_ROOMS = [
  'domain',
  'projections',
  'processes',
  'application',
  'api',
  'platform/views',
  'platform/processes',
  'platform/leases',
];

type Ambient = readonly (readonly [what: string, pattern: RegExp])[];
/** Ways to ask the machine for time. `setImmediate` is none: it lets others work, and says nothing. A socket's own time-out is no timer of ours. */
const time: Ambient = [
  ['the clock', /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bprocess\.hrtime\b/],
  ['a timer', /(?<!\.)\bsetTimeout\b|\bsetInterval\b|node:timers/],
];
const ambient: Ambient = [
  ...time,
  ['chance', /\bMath\.random\b|\brandomBytes\b|\brandomInt\b|\brandomFill/],
  ['a new id', /\brandomUUID\b|\bv[147]\(/],
];

/** What a text asks the machine for. Comments don't count. */
function asksFor(text: string, ways = ambient): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  return ways.filter(([, pattern]) => pattern.test(code)).map(([what]) => what);
}

describe('time, chance and ids', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const isIn = (room: string) => (file: string) => file.startsWith(room.replace('/', sep) + sep);
  const offenders = (among: readonly string[], ways: Ambient) =>
    among
      .map((file) => [file, asksFor(readFileSync(join(SRC, file), 'utf8'), ways)])
      .filter(([, asks]) => asks?.length);

  it('come in through ports in the pure rooms', () => {
    const pure = files.filter((file) => PURE_ROOMS.some((room) => isIn(room)(file)) && !file.includes('embedded'));
    expect(pure.length).toBeGreaterThan(100);
    expect(offenders(pure, ambient)).toEqual([]);
  });

  it('time comes in through ports everywhere', () => {
    const outside = files.filter((file) => !isIn(CLOCKS)(file));
    expect(outside.length).toBeGreaterThan(200);
    expect(offenders(outside, time)).toEqual([]);
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
