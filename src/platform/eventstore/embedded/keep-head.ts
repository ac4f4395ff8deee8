import type { Clock } from '../../runtime/clock.ts';
import type { Logger } from '../../runtime/logger.ts';
import { StartFault } from '../../runtime/start-fault.ts';
import type { Timer } from '../../runtime/timer.ts';
import type { WalFlush } from '../../runtime/wal-flush.ts';
import { appendHead, readLastHead } from './head-file.ts';
import { WHAT_TO_DO } from './log-file.ts';
import { faultAgainst, faultInWords, headOf } from './log-head.ts';
import type { LogReader } from './log-reader.ts';

/** A file outside the data folder that remembers the end of the log. */
export interface HeadFile {
  readonly file: string;
  readonly logger: Pick<Logger, 'error'>;
}

interface KeptLog extends HeadFile {
  readonly reader: LogReader;
  readonly wal: Pick<WalFlush, 'flushNow'>;
  readonly logId: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly timer: Timer;
}

/** In milliseconds: what was written in this time can be cut off unnoticed. */
const EVERY_MS = 60_000;

/**
 * Checks the log against its last head, then writes it each minute and when the returned function is called.
 * @throws StartFault when the log was cut short or exchanged, or the file can't be used.
 */
export function keepHead({ file, logger, reader, wal, logId, dataDir, clock, timer }: KeptLog): () => void {
  const earlier = readLastHead(file);
  const fault = earlier && faultAgainst(reader, logId, earlier);
  if (earlier && fault) {
    throw new StartFault(
      `The event log in ${dataDir} is not the one that ${file} remembers. ${faultInWords(fault, earlier)} ` +
        `Nothing is decided on it. ${WHAT_TO_DO} If it was put there on purpose, move ${file} away and start again.`,
    );
  }
  let written = earlier?.hash;
  const write = () => {
    const head = headOf(reader, logId, clock.now());
    if (head.hash === written) return;
    // The log may not come back from a power cut with less than its head remembers.
    wal.flushNow();
    appendHead(file, head);
    written = head.hash;
  };
  const tryToWrite = () => {
    try {
      write();
    } catch (error) {
      // Appends go on: the log itself is whole. The next minute tries again.
      logger.error({ file, reason: (error as Error).message }, 'the head of the log was not written');
    }
  };
  try {
    write();
  } catch (error) {
    throw new StartFault(`The head of the log can't be written to ${file}: ${(error as Error).message}.`, {
      setting: 'head-file',
    });
  }
  const stopping = new AbortController();
  void (async () => {
    for (;;) {
      await timer.sleep(EVERY_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      tryToWrite();
    }
  })();
  return () => {
    stopping.abort();
    tryToWrite();
  };
}
