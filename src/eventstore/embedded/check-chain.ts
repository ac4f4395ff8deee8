import { DamagedLog } from '../event-store.ts';
import { openLogFileReadOnly } from './log-file.ts';
import { LogReader } from './log-reader.ts';
import { verifyChain } from './verify-chain.ts';

/**
 * Checks the hash chain of a log from its first event to its last, beside the app that writes to it. Others get their turns meanwhile.
 * @throws DamagedLog with the place of the first fault.
 */
export async function checkChain(dataDir: string): Promise<void> {
  const reader = new LogReader(openLogFileReadOnly(dataDir));
  try {
    const { fault } = await verifyChain(reader);
    if (fault !== null) throw new DamagedLog(`event ${fault.position} of the log is ${fault.what}`);
  } finally {
    reader.close();
  }
}
