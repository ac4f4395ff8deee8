import { systemTimer } from '../../platform/runtime/system.ts';

/** One row of the live table: what it is, and how much. */
export type Row = readonly [label: string, value: string];

export interface Screen {
  show(title: string, rows: readonly Row[]): void;
  end(): void;
}

const LINE_EVERY_MS = 1_000;

/** A table that is drawn over itself on a terminal, and a plain line a second where the output is piped. */
export function createScreen(output: NodeJS.WriteStream): Screen {
  return output.isTTY ? liveTable(output) : plainLines(output);
}

function liveTable(output: NodeJS.WriteStream): Screen {
  let drawn = 0;
  return {
    show: (title, rows) => {
      const width = Math.max(...rows.map(([label]) => label.length));
      const lines = [title, ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`)];
      output.write(`${drawn > 0 ? `\x1b[${drawn}A` : ''}${lines.map((line) => `\x1b[2K${line}\n`).join('')}`);
      drawn = lines.length;
    },
    end: () => {},
  };
}

function plainLines(output: NodeJS.WriteStream): Screen {
  let last = Number.NEGATIVE_INFINITY;
  let latest = '';
  let shown = '';
  const print = () => {
    output.write(`${latest}\n`);
    shown = latest;
  };
  return {
    show: (title, rows) => {
      latest = `${title} | ${rows.map(([label, value]) => `${label} ${value}`).join(' | ')}`;
      if (systemTimer.elapsed() - last < LINE_EVERY_MS) return;
      last = systemTimer.elapsed();
      print();
    },
    end: () => {
      if (latest !== shown) print();
    },
  };
}
