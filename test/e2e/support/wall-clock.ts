import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../src/platform/runtime/clock.ts';

/** How long the program may take to see what its clock was set to, in milliseconds. */
const SEEN_AFTER_MS = 200;

/** The wall clock of a program that a test starts with {@link env}: it shows another time than the machine's, and can be set. */
export class WallClock implements Clock {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kkotgil-clock-'));
  readonly #file = join(this.#folder, 'ahead');
  #ahead: number;

  /** @param time what it shows at first, RFC 3339; without it, the machine's own time */
  constructor(time?: string) {
    this.#ahead = time === undefined ? 0 : Date.parse(time) - Date.now();
    writeFileSync(this.#file, String(this.#ahead));
  }

  get env(): Readonly<Record<string, string>> {
    const preload = join(import.meta.dirname, 'shift-wall-clock.js');
    return { NODE_OPTIONS: `--import=${preload}`, KKOTGIL_TEST_CLOCK_AHEAD: this.#file };
  }

  /** Sets it to so many milliseconds ahead of the machine's; behind, when negative. */
  async setAhead(ms: number): Promise<void> {
    this.#ahead = ms;
    writeFileSync(this.#file, String(ms));
    await new Promise((resolve) => setTimeout(resolve, SEEN_AFTER_MS));
  }

  /** Sets it to a time. @param time RFC 3339 */
  setTo(time: string): Promise<void> {
    return this.setAhead(Date.parse(time) - Date.now());
  }

  now(): number {
    return Date.now() + this.#ahead;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
