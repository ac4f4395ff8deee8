import { inWords } from '../faults-in-words.ts';
import { DamagedLog, NotStorable, StoreUnavailable } from '../platform/eventstore/event-store.ts';
import { keepFilesPrivate } from '../platform/runtime/private-folder.ts';

/** Exit code of a tool that did its work. */
export const DONE = 0;
/** Exit code of a tool that found damage, or that refuses; the reason is said. */
export const REFUSED = 1;
/** Exit code of a tool that was called in a wrong way. */
export const WRONG_USAGE = 2;

/** Does the work of a tool and sets the exit code. Faults that people can mend are said in a line; any other is thrown on. */
export async function runTool(work: () => Promise<void>): Promise<void> {
  keepFilesPrivate();
  try {
    await work();
    process.exitCode = DONE;
  } catch (error) {
    if (!isForPeople(error)) throw error;
    process.stderr.write(`${inWords(error)}\n`);
    process.exitCode = REFUSED;
  }
}

/** Also what the file system or SQLite says: a full disk, a folder that may not be written to. */
function isForPeople(error: unknown): error is Error {
  if (error instanceof StoreUnavailable || error instanceof NotStorable || error instanceof DamagedLog) return true;
  return error instanceof Error && ('forPeople' in error || 'syscall' in error || 'errcode' in error);
}
