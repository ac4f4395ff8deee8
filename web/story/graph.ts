/** Where an event stands in the drawing of a story: on the line of its stream. */
export interface Place {
  /** The line's number from the left, from 0. */
  readonly lane: number;
  /** The row of the event that caused it; null when it came from outside. */
  readonly cause: number | null;
}

/**
 * A piece of a connection between cause and effect within one row. `down` is where it runs, in lanes from the left: halves run beside a
 * line, past events that have no part in it.
 */
export type Piece =
  /** Leaves the event of this row for a later one. */
  | { readonly kind: 'leaves'; readonly lane: number; readonly down: number }
  | { readonly kind: 'passes'; readonly down: number }
  /** Arrives at the event of this row. */
  | { readonly kind: 'arrives'; readonly lane: number; readonly down: number };

/** What is drawn beside one event. */
export interface GraphRow {
  readonly lane: number;
  /** Lines of streams that have begun before this row, and go on after it. */
  readonly above: readonly number[];
  readonly below: readonly number[];
  readonly pieces: readonly Piece[];
}

/** The drawing of a story, row by row: the line of each stream from its first event to its last, and the connections between causes and effects. */
export function graphOf(places: readonly Place[]): readonly GraphRow[] {
  const spans = spansOf(places);
  const pieces = places.map((): Piece[] => []);
  for (const [row, { lane, cause }] of places.entries()) {
    const from = cause === null ? undefined : places[cause];
    if (cause === null || from === undefined) continue;
    const down = laneBetween(places, cause, row);
    pieces[cause]?.push({ kind: 'leaves', lane: from.lane, down });
    for (let between = cause + 1; between < row; between++) pieces[between]?.push({ kind: 'passes', down });
    pieces[row]?.push({ kind: 'arrives', lane, down });
  }
  return places.map(({ lane }, row) => ({
    lane,
    above: spans.filter(({ first, last }) => first < row && row <= last).map((span) => span.lane),
    below: spans.filter(({ first, last }) => first <= row && row < last).map((span) => span.lane),
    pieces: unique(pieces[row] ?? []),
  }));
}

/** Down the cause's own line where nothing else stands on it until the effect; otherwise beside it, on the effect's side. */
function laneBetween(places: readonly Place[], cause: number, effect: number): number {
  const from = places[cause]?.lane ?? 0;
  const to = places[effect]?.lane ?? 0;
  const isFree = places.slice(cause + 1, effect).every(({ lane }) => lane !== from);
  if (isFree) return from;
  return to < from ? from - 0.5 : from + 0.5;
}

function spansOf(places: readonly Place[]) {
  const lanes = [...new Set(places.map(({ lane }) => lane))];
  return lanes.map((lane) => ({
    lane,
    first: places.findIndex((place) => place.lane === lane),
    last: places.findLastIndex((place) => place.lane === lane),
  }));
}

/** Two effects of one cause share the way down. */
function unique(pieces: readonly Piece[]): readonly Piece[] {
  return [...new Map(pieces.map((piece) => [JSON.stringify(piece), piece])).values()];
}
