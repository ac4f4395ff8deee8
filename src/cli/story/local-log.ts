import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditedLog } from '../../audit/audited-log.ts';
import { openLogFileReadOnly, readLogId } from '../../platform/eventstore/embedded/log-file.ts';
import { LogReader } from '../../platform/eventstore/embedded/log-reader.ts';
import { toPosition } from '../../platform/eventstore/embedded/position.ts';
import { pooledRandom } from '../../platform/runtime/random.ts';
import { StartFault } from '../../platform/runtime/start-fault.ts';
import { createCodec } from '../../stored-events/event-log.ts';
import { ReadOnlyKeyring } from './read-only-keyring.ts';

/** A log that nobody can write to, and how to let go of it. */
export interface LocalLog {
  readonly log: AuditedLog;
  close(): void;
}

/**
 * Opens log and keys of a data folder for reading only; the shop may run meanwhile.
 * @param secret KKOTGIL_SECRET; without it, the one that development has made for the folder.
 * @throws StartFault when one of them can't be used.
 */
export function openLocalLog(dataDir: string, secret: string | undefined): LocalLog {
  const db = openLogFileReadOnly(dataDir);
  const reader = new LogReader(db);
  try {
    const logId = readLogId(db);
    const random = pooledRandom();
    const keyring = new ReadOnlyKeyring(join(dataDir, 'keys.db'), secret ?? secretOf(dataDir), random);
    const codec = createCodec(keyring, random);
    const log: AuditedLog = {
      logId,
      head: async () => toPosition(reader.head()),
      inspectStream: async (streamId, options = {}) => codec.decode(reader.stream(streamId, options)),
    };
    const close = () => {
      keyring.close();
      reader.close();
    };
    return { log, close };
  } catch (error) {
    reader.close();
    throw error;
  }
}

function secretOf(dataDir: string): string {
  try {
    return (JSON.parse(readFileSync(join(dataDir, 'dev-credentials.json'), 'utf8')) as { secret: string }).secret;
  } catch {
    throw new StartFault(
      `Without its secret, the log in ${dataDir} can't be read. Set KKOTGIL_SECRET as it is for the shop.`,
    );
  }
}
