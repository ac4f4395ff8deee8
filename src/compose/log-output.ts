import type { Registry } from 'prom-client';
import { systemTimer } from '../platform/runtime/system.ts';
import { showCount } from './shown-count.ts';

/** How much may wait for a reader of the log that is slow or has stopped, in characters. */
const MAX_WAITING = 4 * 1024 * 1024;
/** For how long lines are gathered, in milliseconds, and up to how many characters: a write costs the thread much more than a line. */
const GATHER_MS = 10;
const MAX_GATHERED = 64 * 1024;
/** How long the end of the process waits for that reader, in milliseconds. */
const LAST_WAIT_MS = 1_000;

/**
 * Where the lines of the log go: standard output, in the background. Who does not read them holds nothing up: neither a request, nor
 * the memory, nor the end. Lines beyond a bound are dropped and counted.
 */
export class LogOutput {
  /** They are written at once. */
  #lines: string[] = [];
  #isGathering = false;
  #gathered = 0;
  #dropped = 0;
  #whenRead: () => void = () => undefined;

  constructor() {
    // A reader that has gone, a full disk: what can't be written is dropped.
    process.stdout.on('error', () => undefined);
    process.once('exit', () => this.#send());
  }

  /** Lines that were dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  write(line: string): void {
    if (this.#gathered + process.stdout.writableLength + line.length > MAX_WAITING) {
      this.#dropped++;
      return;
    }
    this.#lines.push(line);
    this.#gathered += line.length;
    if (this.#gathered >= MAX_GATHERED) this.#send();
    else if (!this.#isGathering) void this.#gather();
  }

  /** @param listener is called whenever all lines have been read. */
  onRead(listener: () => void): void {
    this.#whenRead = listener;
  }

  /** Resolves when all lines are read, or nobody has read them for a second. */
  async settle(): Promise<void> {
    this.#send();
    const read = new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
    await Promise.race([read, systemTimer.sleep(LAST_WAIT_MS)]);
  }

  async #gather(): Promise<void> {
    this.#isGathering = true;
    await systemTimer.sleep(GATHER_MS);
    this.#isGathering = false;
    this.#send();
  }

  #send(): void {
    const lines = this.#lines;
    if (lines.length === 0) return;
    this.#lines = [];
    this.#gathered = 0;
    try {
      process.stdout.write(lines.join(''), () => {
        if (process.stdout.writableLength === 0) this.#whenRead();
      });
    } catch {
      // A file is written to at once, and says at once that it can't be.
      this.#dropped += lines.length;
    }
  }
}

/** Shows how many lines of the log were dropped. */
export function showDroppedLines(metrics: Registry, output: Pick<LogOutput, 'dropped'>): void {
  showCount(metrics, {
    name: 'kkotgil_log_lines_dropped_total',
    help: 'Lines of the log that were dropped because nobody read them in time',
    soFar: () => output.dropped,
  });
}
