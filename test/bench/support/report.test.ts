import { expect, it } from '@jest/globals';
import { type Row, toMarkdown } from '../../../bench/support/report.ts';

const row: Row = { what: 'whole orders', measured: 200, unit: 'orders/s', goal: '≥ 4 × before' };

function cellsOf(markdown: string, what: string): string[] {
  const line = markdown.split('\n').find((each) => each.startsWith(`| ${what} `)) ?? '';
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

it('shows the goal of a row, and has no columns for a comparison where there is none', () => {
  const table = toMarkdown([row], 'One run.');
  expect(cellsOf(table, 'what')).toEqual(['what', 'measured', 'limit in the same run', 'ratio', 'goal', '']);
  expect(cellsOf(table, 'whole orders')).toEqual(['whole orders', '200 orders/s', '–', '–', '≥ 4 × before', '']);
});

it('shows what was measured before, and how many times that it is now', () => {
  const table = toMarkdown(
    [
      { ...row, before: 40 },
      { ...row, what: 'alone' },
    ],
    'One run.',
  );
  expect(cellsOf(table, 'what').slice(0, 4)).toEqual(['what', 'measured', 'before', '× before']);
  expect(cellsOf(table, 'whole orders').slice(1, 4)).toEqual(['200 orders/s', '40', '5.00']);
  expect(cellsOf(table, 'alone').slice(2, 4)).toEqual(['–', '–']);
});

it('says so where the former program can not tell', () => {
  const table = toMarkdown([{ ...row, before: Number.NaN }], 'One run.');
  expect(cellsOf(table, 'whole orders').slice(2, 4)).toEqual(["can't tell", '–']);
});

it('shows the ratio to the limit of the same run', () => {
  const table = toMarkdown([{ ...row, limit: { what: 'a bare route', value: 400 } }], 'One run.');
  expect(cellsOf(table, 'whole orders').slice(2, 4)).toEqual(['400 (a bare route)', '0.50']);
});
