import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { StartFault } from '../../runtime/start-fault.ts';
import { type LogHead, logHead } from './log-head.ts';

/** More than the last two lines of a head file ever take. */
const TAIL_BYTES = 4_096;

/** Null when the file is missing or empty; a broken-off last line does not count. @throws StartFault when the file can't be used. */
export function readLastHead(file: string): LogHead | null {
  const text = tailOf(file);
  const lines = text.split('\n');
  // After the last line break there is nothing, or a broken-off line.
  const last = lines.at(-2);
  if (text === '' || last === undefined) return null;
  const parsed = logHead.safeParse(asJson(last));
  if (parsed.success) return parsed.data;
  throw new StartFault(`${file} holds no heads of an event log. Name another file, or move this one away.`);
}

/** Creates the file if need be. On the disk when this returns. @throws Error of the file system. */
export function appendHead(file: string, head: LogHead): void {
  const handle = openSync(file, 'a+');
  try {
    const { size } = fstatSync(handle);
    const broken = size > 0 && byteAt(handle, size - 1) !== '\n';
    writeSync(handle, `${broken ? '\n' : ''}${JSON.stringify(head)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function tailOf(file: string): string {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new StartFault(`The file of heads ${file} can't be read: ${(error as Error).message}.`);
  }
  try {
    const buffer = Buffer.alloc(TAIL_BYTES);
    const read = readSync(handle, buffer, 0, TAIL_BYTES, Math.max(0, fstatSync(handle).size - TAIL_BYTES));
    return buffer.toString('utf8', 0, read);
  } finally {
    closeSync(handle);
  }
}

function byteAt(handle: number, place: number): string {
  const buffer = Buffer.alloc(1);
  readSync(handle, buffer, 0, 1, place);
  return buffer.toString();
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
