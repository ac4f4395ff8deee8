import { systemTimer } from '../platform/runtime/system.ts';

/** Says how far a long piece of work has come. */
export interface Progress {
  /** @param done so many of `total` pieces are done. */
  at(done: number, total: number): void;
  /** The last word, once. */
  end(): void;
}

export interface ProgressOptions {
  /** What a piece is, in the plural: `events`. */
  readonly unit: string;
  /** NDJSON instead of text. */
  readonly json?: boolean;
  /** Milliseconds since whenever; grows. */
  readonly now?: () => number;
}

type Reached = readonly [done: number, total: number];

const DRAW_EVERY_MS = 100;
const LINE_EVERY_MS = 2_000;
const BAR = 30;

/**
 * Progress on a terminal as a bar that is drawn over itself; as a plain line every two seconds where the output is piped; as NDJSON
 * for programs. Each says rate and time left.
 */
export function createProgress(
  output: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>,
  { unit, json = false, now = systemTimer.elapsed }: ProgressOptions,
): Progress {
  const begun = now();
  const isBar = output.isTTY === true && !json;
  let shownAt = Number.NEGATIVE_INFINITY;
  let last: Reached | null = null;
  let shown: Reached | null = null;

  const show = () => {
    if (last === null || last === shown) return;
    const [done, total] = last;
    const seconds = Math.max(0.001, (now() - begun) / 1000);
    const rate = Math.round(done / seconds);
    const left = rate === 0 ? null : Math.ceil((total - done) / rate);
    if (json) output.write(`${JSON.stringify({ done, total, rate, secondsLeft: left })}\n`);
    else if (isBar) output.write(`\r\x1b[2K${bar(done, total)} ${textOf(done, total, rate, left, unit)}`);
    else output.write(`${textOf(done, total, rate, left, unit)}\n`);
    shown = last;
    shownAt = now();
  };

  return {
    at: (done, total) => {
      last = [done, total];
      if (now() - shownAt >= (isBar ? DRAW_EVERY_MS : LINE_EVERY_MS)) show();
    },
    end: () => {
      show();
      if (isBar && last !== null) output.write('\n');
    },
  };
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? BAR : Math.round((BAR * done) / total);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`;
}

function textOf(done: number, total: number, rate: number, left: number | null, unit: string): string {
  const share = total === 0 ? 100 : Math.floor((100 * done) / total);
  return `${done} of ${total} ${unit} (${share} %), ${rate} a second, ${left ?? '?'} s left`;
}
