import { StartFault } from '../../runtime/start-fault.ts';
import { yieldThread } from '../../runtime/yield.ts';
import { DamagedLog } from '../event-store.ts';
import { logPath, WHAT_TO_DO } from './log-file.ts';
import { type LogReader, MAX_PAGE } from './log-reader.ts';
import { GENESIS, isAsWritten, isFiledRight, type LogRow } from './log-row.ts';

export interface ChainFault {
  readonly position: number;
  /** `unreadable`: SQLite can't read the row, nor perhaps those after it. */
  readonly what: 'changed' | 'missing' | 'unreadable';
}

export interface ChainReport {
  readonly checked: number;
  readonly fault: ChainFault | null;
  /** Hash of the last row, hex. */
  readonly head: string;
}

/** `progress` counts the checked rows of each page; `look` is given sound rows, and may throw to end the check. */
export async function verifyChain(
  reader: LogReader,
  progress: (checked: number, total: number) => void = () => {},
  look: (rows: readonly LogRow[]) => void = () => {},
): Promise<ChainReport> {
  // Where not even the end can be read, the check goes on until it meets the damage.
  const total = readable(() => reader.head()) ?? Number.POSITIVE_INFINITY;
  let before = GENESIS;
  let checked = 0;
  while (checked < total) {
    const { rows, fault } = nextRows(reader, checked, Math.min(MAX_PAGE, total - checked), before);
    if (fault !== null) return { checked: fault.position - 1, fault, head: '' };
    look(rows);
    before = rows.at(-1)?.hash ?? before;
    checked += rows.length;
    if (Number.isFinite(total)) progress(checked, total);
    await yieldThread();
  }
  return { checked, fault: null, head: Buffer.from(before).toString('hex') };
}

/** Checks the last row, which a broken-off write would have damaged. @throws StartFault: nothing may be added to such a log. */
export function checkEnd(reader: LogReader, dataDir: string): void {
  const fault = faultAtEnd(reader);
  if (fault === null) return;
  throw new StartFault(
    `The event log ${logPath(dataDir)} is damaged at its end: ${fault}. Nothing is decided on it. ${WHAT_TO_DO}`,
    { mishap: 'log-damaged' },
  );
}

function faultAtEnd(reader: LogReader): string | null {
  const head = readable(() => reader.head());
  if (head === null) return 'its end is unreadable';
  if (head === 0) return null;
  const before = head === 1 ? GENESIS : readable(() => reader.rows(head - 2, 1))?.[0];
  if (before === undefined || before === null) return `event ${head - 1} is unreadable`;
  const hash = before instanceof Uint8Array ? before : before.position === head - 1 ? before.hash : null;
  if (hash === null) return `event ${head - 1} is missing`;
  const [last] = readable(() => reader.rows(head - 1, 1)) ?? [];
  return last !== undefined && isAsWritten(hash, last) ? null : `event ${head} is not what was written`;
}

/** The next rows and the first fault in them; that there are none is one, too. */
function nextRows(
  reader: LogReader,
  after: number,
  limit: number,
  before: Uint8Array,
): { readonly rows: readonly LogRow[]; readonly fault: ChainFault | null } {
  const rows = readable(() => reader.rows(after, limit));
  if (rows !== null) {
    return {
      rows,
      fault: rows.length === 0 ? { position: after + 1, what: 'missing' } : firstFault(rows, after, before),
    };
  }
  if (limit === 1) return { rows: [], fault: { position: after + 1, what: 'unreadable' } };
  // Halve the page, down to the unreadable row.
  const half = Math.ceil(limit / 2);
  const first = nextRows(reader, after, half, before);
  if (first.fault !== null) return first;
  const rest = nextRows(reader, after + half, limit - half, first.rows.at(-1)?.hash ?? before);
  return { rows: [...first.rows, ...rest.rows], fault: rest.fault };
}

function firstFault(rows: readonly LogRow[], after: number, before: Uint8Array): ChainFault | null {
  let hash = before;
  let position = after;
  for (const row of rows) {
    position++;
    if (row.position !== position) return { position, what: 'missing' };
    if (!isAsWritten(hash, row) || !isFiledRight(row)) return { position, what: 'changed' };
    hash = row.hash;
  }
  return null;
}

/** Null where the file is damaged. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DamagedLog) return null;
    throw error;
  }
}
