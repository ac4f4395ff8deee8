import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { StartFault } from '../../runtime/start-fault.ts';
import { type LogHead, logHead } from './log-head.ts';

/** More than the last two lines of a head file ever take. */
const TAIL_BYTES = 4_096;

/**
 * The newest head in a file of heads, one JSON line each; null when the file is missing or empty. A last line that was broken off
 * counts as not written.
 * @throws StartFault when the file can't be read or holds something else.
 */
export function readLastHead(file: string): LogHead | null {
  const text = tailOf(file);
  const lines = text.split('\n');
  // What stands after the last line break is nothing, or a line that was broken off.
  const last = lines.at(-2);
  if (text === '' || last === undefined) return null;
  const parsed = logHead.safeParse(asJson(last));
  if (parsed.success) return parsed.data;
  throw new StartFault(`${file} holds no heads of an event log. Name another file, or move this one away.`);
}

/**
 * Adds a head to the file, which is made when there is none. It is on the disk when this returns.
 * @throws Error of the file system.
 */
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
