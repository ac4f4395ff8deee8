import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvOf } from '../../../../../src/api/pages/staff/counter/csv.ts';

describe('a file for spreadsheets', () => {
  it('begins with the mark that makes them show Korean, and ends its lines as they do', () => {
    expect(
      csvOf([
        ['장미 꽃다발', 2],
        ['', -10],
      ]),
    ).toBe('\ufeff"장미 꽃다발",2\r\n"",-10\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '"=1', "'=1", '＝1', '|x', '%x'])(
    'calculates nothing of %p',
    (text) => {
      expect(csvOf([[text]])).toMatch(/^\ufeff"'/);
    },
  );

  it('keeps every text, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 })), (rows) => {
        const read = parsed(csvOf(rows));
        expect(read.map((cells) => cells.length)).toEqual(rows.map((cells) => cells.length));
        for (const [index, cells] of rows.entries()) {
          for (const [place, text] of cells.entries()) expect([text, `'${text}`]).toContain(read[index]?.[place]);
        }
      }),
    );
  });
});

/** Reads what was written, as RFC 4180 has it. */
function parsed(csv: string): string[][] {
  const rows: string[][] = [];
  let rest = csv.slice(1);
  while (rest !== '') {
    const cells: string[] = [];
    for (;;) {
      const [whole, quoted = ''] = /^"((?:[^"]|"")*)"(,|\r\n)/.exec(rest) ?? [];
      if (whole === undefined) throw new Error(`no cell begins at ${rest}`);
      cells.push(quoted.replaceAll('""', '"'));
      rest = rest.slice(whole.length);
      if (whole.endsWith('\n')) break;
    }
    rows.push(cells);
  }
  return rows;
}
