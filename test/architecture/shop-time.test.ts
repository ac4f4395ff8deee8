import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SHOP_ZONE, shopTimeAt } from '../../src/domain/shop-time.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Where the shop's zone, and how far it is ahead of UTC, are written. All else asks there. */
const HOME = 'src/domain/shop-time.ts';
const ZONE = /\b[A-Z][a-z]+\/Seoul\b|\bKST\b/;
const OFFSET = /[+]09:?00\b|\b9 \* (?:60|3_?600)\b|\b32_?400(?:_?000)?\b/;

/** What a text says of the shop's zone by itself. Comments don't count. */
function saysOfZone(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  return code.split('\n').filter((line) => ZONE.test(line) || OFFSET.test(line));
}

describe("the shop's time zone", () => {
  const files = ['src', 'web'].flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.[jt]s$/.test(file))
      .map((file) => `${room}/${file.replaceAll(sep, '/')}`),
  );

  it('is written in one place', () => {
    expect(files.length).toBeGreaterThan(400);
    const found = files.filter((file) => saysOfZone(readFileSync(join(ROOT, file), 'utf8')).length > 0);
    expect(found).toEqual([HOME]);
  });

  it.each([
    "const format = new Intl.DateTimeFormat('ko', { timeZone: 'Asia/Seoul' });",
    "const noon = day + 'T12:00:00+09:00';",
    'const AHEAD_MS = 9 * 60 * 60 * 1000;',
    'const AHEAD_MS = 32_400_000;',
  ])('is found where it is written once more: %s', (line) => {
    expect(saysOfZone(`const a = 1;\n${line}\n`)).toEqual([line]);
    expect(saysOfZone('/** Noon in Asia/Seoul. */\n// 12:00+09:00\nconst phone = "+82 9 0090";')).toEqual([]);
  });

  it.each(['2026-01-01T14:59:00Z', '2026-07-31T15:00:00Z'])('is as far ahead as its name says: %s', (written) => {
    const at = Date.parse(written);
    const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: SHOP_ZONE, dateStyle: 'short', timeStyle: 'short' });
    const { day, time } = shopTimeAt(at);
    expect(parts.format(at)).toBe(`${day} ${time}`);
  });
});
