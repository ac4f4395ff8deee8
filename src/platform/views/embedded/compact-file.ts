import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * Writes an SQLite file anew from what is in it, and empties its WAL: nothing is left of what was deleted or written over. Others may read
 * it meanwhile, and can't write. On a thread of its own, since it takes as long as the file is large.
 * @throws Error of SQLite
 */
export async function compactFile(path: string): Promise<void> {
  const worker = new Worker(new URL('./compact-file-worker.ts', import.meta.url), { workerData: { path } });
  const ended = once(worker, 'exit');
  const [fault] = (await once(worker, 'message')) as [string | null];
  await ended;
  if (fault !== null) throw new Error(fault);
}
