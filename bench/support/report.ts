/** One row of the table: what was measured, what could be reached at best in the same run, and the one over the other. */
export interface Row {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  /** The same of the checkout that is compared with, in the same run; NaN where its program can't tell. */
  readonly before?: number;
  /** What is to be reached, as a person says it. */
  readonly goal?: string;
  /** The limit beside it, and what that is; absent where the row stands for itself. */
  readonly limit?: { readonly what: string; readonly value: number };
  readonly note?: string;
}

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** The rows as a Markdown table, with what was measured before where a row has that. */
export function toMarkdown(rows: readonly Row[], about: string): string {
  const isCompared = rows.some(({ before }) => before !== undefined);
  const lines = rows.map(({ what, measured, unit, before, goal, limit, note }) => {
    const beside = limit === undefined ? '–' : `${number.format(limit.value)} (${limit.what})`;
    const ratio = limit === undefined ? '–' : (measured / limit.value).toFixed(2);
    const compared = isCompared
      ? [`${number.format(measured)} ${unit}`, ...besideBefore(measured, before)]
      : [`${number.format(measured)} ${unit}`];
    return `| ${[what, ...compared, beside, ratio, goal ?? '–', note ?? ''].join(' | ')} |`;
  });
  const columns = [
    'what',
    'measured',
    ...(isCompared ? ['before', '× before'] : []),
    'limit in the same run',
    'ratio',
    'goal',
    '',
  ];
  return [about, '', `| ${columns.join(' | ')} |`, `|${'---|'.repeat(columns.length)}`, ...lines, ''].join('\n');
}

function besideBefore(measured: number, before: number | undefined): [string, string] {
  if (before === undefined) return ['–', '–'];
  if (Number.isNaN(before)) return ["can't tell", '–'];
  return [number.format(before), (measured / before).toFixed(2)];
}

/** The middle of several measurements. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
