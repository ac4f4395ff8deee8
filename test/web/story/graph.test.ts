import { describe, expect, it } from '@jest/globals';
import { type GraphRow, graphOf, type Place } from '../../../web/story/graph.ts';

/** A row in a few signs: the event's lane, then each piece as what it does, its lane and where it runs. */
function written({ lane, pieces }: GraphRow): string {
  const inSigns = pieces.map((piece) =>
    piece.kind === 'passes' ? `|${piece.down}` : `${piece.kind === 'leaves' ? '>' : '<'}${piece.lane}@${piece.down}`,
  );
  return [lane, ...inSigns].join(' ');
}
const rows = (...places: [lane: number, cause: number | null][]) =>
  graphOf(places.map(([lane, cause]): Place => ({ lane, cause }))).map(written);

describe('the drawing of a story', () => {
  it('goes down the line of the cause, and over to the effect', () => {
    expect(rows([0, null], [1, 0])).toEqual(['0 >0@0', '1 <1@0']);
    expect(rows([1, null], [0, 0], [0, 1])).toEqual(['1 >1@1', '0 <0@1 >0@0', '0 <0@0']);
  });

  it('passes by what has no part in it, on the side of the effect', () => {
    // The second event of the line is another's: the way goes beside it.
    expect(rows([1, null], [1, null], [2, 0])).toEqual(['1 >1@1.5', '1 |1.5', '2 <2@1.5']);
    expect(rows([1, null], [1, null], [0, 0])).toEqual(['1 >1@0.5', '1 |0.5', '0 <0@0.5']);
    expect(rows([1, null], [1, null], [1, 0])).toEqual(['1 >1@1.5', '1 |1.5', '1 <1@1.5']);
  });

  it('lets two effects of one cause share their way', () => {
    expect(rows([0, null], [1, 0], [2, 0])).toEqual(['0 >0@0', '1 <1@0 |0', '2 <2@0']);
  });

  it('draws each stream’s line from its first event to its last', () => {
    const graph = graphOf([
      { lane: 0, cause: null },
      { lane: 1, cause: 0 },
      { lane: 0, cause: null },
      { lane: 2, cause: null },
    ]);
    expect(graph.map(({ above, below }) => [above, below])).toEqual([
      [[], [0]],
      [[0], [0]],
      [[0], []],
      [[], []],
    ]);
  });

  it('has nothing to draw of no events', () => {
    expect(graphOf([])).toEqual([]);
  });
});
