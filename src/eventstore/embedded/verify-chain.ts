import { StartFault } from '../../runtime/start-fault.ts';
import { logPath } from './log-file.ts';
import type { LogReader } from './log-reader.ts';
import { GENESIS, hashOf, type LogRow } from './log-row.ts';

/** The first place at which a log is not what was written. */
export interface ChainFault {
  readonly position: number;
  readonly what: 'changed' | 'missing';
}

export interface ChainReport {
  readonly checked: number;
  readonly fault: ChainFault | null;
  /** Hash of the last row, hex: kept outside the store it shows a log that was cut short. */
  readonly head: string;
}

const PAGE = 1_000;
const TAIL_ROWS = 1_000;

/**
 * Checks every row of a log against the one before it.
 * @param progress told after each page how many rows were checked, of how many.
 */
export async function verifyChain(
  reader: LogReader,
  progress: (checked: number, total: number) => void = () => {},
): Promise<ChainReport> {
  const total = reader.head();
  let before = GENESIS;
  let checked = 0;
  while (checked < total) {
    const rows = reader.rows(checked, Math.min(PAGE, total - checked));
    const fault = firstFault(rows, checked, before);
    if (fault !== null) return { checked: fault.position - 1, fault, head: '' };
    if (rows.length === 0) return { checked, fault: { position: checked + 1, what: 'missing' }, head: '' };
    before = (rows.at(-1) as LogRow).hash;
    checked += rows.length;
    progress(checked, total);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { checked, fault: null, head: Buffer.from(before).toString('hex') };
}

/**
 * Checks the newest rows, which a broken-off write would have hurt.
 * @throws StartFault when one of them is not what was written: nothing may be decided on such a log.
 */
export function checkTail(reader: LogReader, dataDir: string): void {
  const from = Math.max(0, reader.head() - TAIL_ROWS);
  const before = from === 0 ? GENESIS : reader.rows(from - 1, 1)[0]?.hash;
  const fault =
    before === undefined
      ? { position: from, what: 'missing' as const }
      : firstFault(reader.rows(from, TAIL_ROWS), from, before);
  if (fault === null) return;
  throw new StartFault(
    `The event log ${logPath(dataDir)} is damaged: event ${fault.position} is ${fault.what}. Nothing is decided on it. ` +
      'Keep a copy of the data folder as it is; "npm run log:verify" tells more; restore log and keys from the last backup.',
  );
}

function firstFault(rows: readonly LogRow[], after: number, before: Uint8Array): ChainFault | null {
  let hash = before;
  let position = after;
  for (const row of rows) {
    position++;
    if (row.position !== position) return { position, what: 'missing' };
    if (!Buffer.from(hashOf(hash, row)).equals(row.hash)) return { position, what: 'changed' };
    hash = row.hash;
  }
  return null;
}
