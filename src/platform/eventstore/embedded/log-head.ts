import { z } from 'zod';
import { toTimestamp } from '../../runtime/clock.ts';
import { DamagedLog } from '../event-store.ts';
import type { LogReader } from './log-reader.ts';
import { GENESIS } from './log-row.ts';
import { toPosition } from './position.ts';

/** The end of a log at some time. Kept elsewhere, its chained hash shows a log that was cut short or exchanged. */
export const logHead = z.object({
  logId: z.string().min(1),
  /** Of the last event; empty for an empty log. */
  position: z.string(),
  events: z.int().min(0),
  /** Of the last event. */
  hash: z.hex().length(64),
  /** UTC. */
  at: z.iso.datetime(),
});
export type LogHead = Readonly<z.output<typeof logHead>>;

export type HeadFault =
  | { readonly what: 'other-log'; readonly logId: string }
  /** It ends before that head. */
  | { readonly what: 'cut-short'; readonly events: number }
  /** It says something else there. */
  | { readonly what: 'other-history' };

/** @param at milliseconds since 1970, UTC. @throws DamagedLog, StoreUnavailable */
export function headOf(reader: LogReader, logId: string, at: number): LogHead {
  const events = reader.head();
  const hash = hashAt(reader, events);
  if (hash === undefined) throw new DamagedLog(`event ${events} is missing`);
  return toHead(logId, events, hash, at);
}

/** After checking the first `events` events; `hash` is that of the last of them, hex. */
export function toHead(logId: string, events: number, hash: string, at: number): LogHead {
  return { logId, position: toPosition(events), events, hash, at: toTimestamp(at) };
}

/** Null when it is the same log, gone on or not. @throws DamagedLog, StoreUnavailable */
export function faultAgainst(reader: LogReader, logId: string, earlier: LogHead): HeadFault | null {
  if (logId !== earlier.logId) return { what: 'other-log', logId };
  const events = reader.head();
  if (events < earlier.events) return { what: 'cut-short', events };
  return hashAt(reader, earlier.events) === earlier.hash ? null : { what: 'other-history' };
}

export function faultInWords(fault: HeadFault, earlier: LogHead): string {
  const then = `at ${earlier.at} it had ${earlier.events} events`;
  switch (fault.what) {
    case 'other-log':
      return `It is another log (${fault.logId}) than the one that the head was written for (${earlier.logId}).`;
    case 'cut-short':
      return `It was cut short: it ends after event ${fault.events}, and ${then}.`;
    case 'other-history':
      return `It has another history: ${then}, and event ${earlier.events} is not the one that was the last then.`;
  }
}

function hashAt(reader: LogReader, events: number): string | undefined {
  if (events === 0) return Buffer.from(GENESIS).toString('hex');
  const [row] = reader.rows(events - 1, 1);
  return row?.position === events ? Buffer.from(row.hash).toString('hex') : undefined;
}
