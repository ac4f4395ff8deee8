import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How long the program may take to see what its clock was set to, in milliseconds. */
const SEEN_AFTER_MS = 200;

/** The wall clock of a program that a test starts with {@link env}: it shows another time than the machine's, and can be set. */
export class WallClock {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kkotgil-clock-'));
  readonly #file = join(this.#folder, 'ahead');

  constructor() {
    writeFileSync(this.#file, '0');
  }

  get env(): Readonly<Record<string, string>> {
    const preload = join(import.meta.dirname, 'shift-wall-clock.js');
    return { NODE_OPTIONS: `--import=${preload}`, KKOTGIL_TEST_CLOCK_AHEAD: this.#file };
  }

  /** Sets it to so many milliseconds ahead of the machine's; behind, when negative. */
  async setAhead(ms: number): Promise<void> {
    writeFileSync(this.#file, String(ms));
    await new Promise((resolve) => setTimeout(resolve, SEEN_AFTER_MS));
  }

  /** Sets it to a time. @param time RFC 3339 */
  setTo(time: string): Promise<void> {
    return this.setAhead(Date.parse(time) - Date.now());
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
