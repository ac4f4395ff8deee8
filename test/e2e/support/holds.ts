import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For how long at a time a program that a test starts with {@link env} holds its thread. */
export class Holds {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kkotgil-holds-'));
  readonly #file = join(this.#folder, 'holds');

  constructor() {
    writeFileSync(this.#file, '');
  }

  get env(): Readonly<Record<string, string>> {
    const preload = join(import.meta.dirname, 'record-holds.js');
    return { NODE_OPTIONS: `--import=${preload}`, KKOTGIL_TEST_HOLDS: this.#file };
  }

  /** Those since the last call, in milliseconds of processor time, longest first; the shortest are left out. */
  take(): number[] {
    const lines = readFileSync(this.#file, 'utf8').split('\n').filter(Boolean);
    writeFileSync(this.#file, '');
    return lines.map(Number).sort((a, b) => b - a);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
