import { yieldThread } from '../../runtime/yield.ts';
import { DamagedLog } from '../event-store.ts';
import type { Damage, LogWalk, WalkStep } from '../log-check/damage.ts';
import type { LogReader, StreamTail } from './log-reader.ts';
import { GENESIS, hashOf, isAsWritten, isFiledRight, type LogRow } from './log-row.ts';
import { toPosition, toSequence } from './position.ts';

export interface WalkedLog {
  readonly reader: LogReader;
  /** For streams whose last event was not noted. */
  noteTails(tails: Iterable<StreamTail>): void;
  /** What else is wrong with sound rows. */
  look(rows: readonly LogRow[]): Promise<readonly Damage[]>;
}

/** Rows that are checked without yielding: some milliseconds. */
const STEP = 200;
const STREAMS = 200;

/** Checks every row against the chain, then every stream for gaps. Unlike `log:verify` it goes on after a fault. */
export function walkLog(log: WalkedLog): LogWalk {
  return async function* walk(from, signal) {
    const { reader } = log;
    const head = reader.head();
    const missing = new Set<number>();
    const begin = toSequence(from);
    let before: Uint8Array | null = begin === 0 ? GENESIS : null;
    for (let after = begin; after < head && !signal.aborted; ) {
      const step = { after, upTo: Math.min(after + STEP, head), before, notesTails: begin === 0 };
      const { damage, gone, hash } = await walkStep(log, step);
      for (const position of gone) missing.add(position);
      before = hash;
      after = step.upTo;
      yield { upTo: toPosition(after), damage };
      await yieldThread();
    }
    if (begin === 0 && !signal.aborted) yield* missingEvents(reader, missing, toPosition(head), signal);
  };
}

interface Step {
  readonly after: number;
  readonly upTo: number;
  /** Of the row at `after`; null when it is not known. */
  readonly before: Uint8Array | null;
  readonly notesTails: boolean;
}

/** Its rows are garbage when it ends: what a walk still holds while it yields outlives the collector's short rounds, and fills memory with history. */
async function walkStep(
  log: WalkedLog,
  { after, upTo, before, notesTails }: Step,
): Promise<{ readonly damage: Damage[]; readonly gone: number[]; readonly hash: Uint8Array | null }> {
  const { reader } = log;
  const { rows, unreadable } = rowsBetween(reader, after, upTo);
  const damage = unreadable.map((position) => damageAt(position, null, 'unreadable'));
  const sound: LogRow[] = [];
  const gone: number[] = [];
  let last = before;
  const isGone = (position: number) => {
    last = null;
    if (!unreadable.includes(position)) gone.push(position);
  };
  let due = after + 1;
  for (const row of rows) {
    for (; due < row.position; due++) isGone(due);
    const { what, hash } = checked(reader, row, last);
    if (what !== null) damage.push(damageAt(row.position, row.stream, what));
    if (what !== 'changed') sound.push(row);
    last = hash;
    due++;
  }
  for (; due <= upTo; due++) isGone(due);
  damage.push(...(await log.look(sound)));
  if (notesTails) log.noteTails(lastOf(sound));
  return { damage, gone, hash: last };
}

/** What is wrong with a row after this hash (null: not known), and the hash with which the next one goes on. */
function checked(
  reader: LogReader,
  row: LogRow,
  before: Uint8Array | null,
): { readonly what: 'changed' | 'hash-changed' | null; readonly hash: Uint8Array } {
  if (!isFiledRight(row)) return { what: 'changed', hash: row.hash };
  if (before !== null && isAsWritten(before, row)) return { what: null, hash: row.hash };
  if (!reader.isSound(row, null)) return { what: 'changed', hash: row.hash };
  // Proven by its neighbours: only its own hash is wrong, unless it is not known what it follows.
  return before === null ? { what: null, hash: row.hash } : { what: 'hash-changed', hash: hashOf(before, row) };
}

/** Told by stream; a gap that is of no known stream is told by itself. */
async function* missingEvents(
  reader: LogReader,
  missing: Set<number>,
  upTo: string,
  signal: AbortSignal,
): AsyncIterable<WalkStep> {
  for (let after = ''; !signal.aborted; ) {
    const tails = reader.tails(after, STREAMS);
    const last = tails.at(-1);
    if (last === undefined) break;
    const damage = tails.flatMap((tail) => goneFrom(reader, tail, missing));
    for (const { position } of damage) missing.delete(toSequence(position));
    yield { upTo, damage };
    after = last.stream;
    await yieldThread();
  }
  yield { upTo, damage: [...missing].map((position) => damageAt(position, null, 'missing')) };
}

function goneFrom(reader: LogReader, { stream, revision: last, position: end }: StreamTail, missing: Set<number>) {
  const { events, revision } = reader.extentOf(stream);
  if (events === revision + 1 && revision >= last) return [];
  const placeOf = new Map(reader.placesOf(stream).map((each) => [each.revision, each.position]));
  const damage: Damage[] = [];
  let at = 0;
  for (let due = 0; due <= Math.max(last, revision); due++) {
    const place = placeOf.get(due);
    if (place !== undefined) at = place;
    else {
      // The events of a call are contiguous: the first gap after the previous event is the likeliest.
      const gone = due === last ? end : ([...missing].filter((each) => each > at).sort((a, b) => a - b)[0] ?? at + 1);
      damage.push(damageAt(gone, stream, 'missing'));
      at = gone;
    }
  }
  return damage;
}

/** And the positions that can't be read. */
function rowsBetween(reader: LogReader, after: number, upTo: number): { rows: LogRow[]; unreadable: number[] } {
  try {
    return { rows: reader.rows(after, upTo - after).filter(({ position }) => position <= upTo), unreadable: [] };
  } catch (error) {
    if (!(error instanceof DamagedLog)) throw error;
    if (upTo - after === 1) return { rows: [], unreadable: [upTo] };
    const half = after + Math.ceil((upTo - after) / 2);
    const [first, rest] = [rowsBetween(reader, after, half), rowsBetween(reader, half, upTo)];
    return { rows: [...first.rows, ...rest.rows], unreadable: [...first.unreadable, ...rest.unreadable] };
  }
}

function lastOf(rows: readonly LogRow[]): Iterable<StreamTail> {
  return new Map(rows.map((row) => [row.stream, row])).values();
}

function damageAt(position: number, streamId: string | null, what: Damage['what']): Damage {
  return { position: toPosition(position), streamId, what };
}
