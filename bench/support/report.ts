/** One row of the table: what was measured, what could be reached at best in the same run, and the one over the other. */
export interface Row {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  /** The limit beside it, and what that is; absent where the row stands for itself. */
  readonly limit?: { readonly what: string; readonly value: number };
  readonly note?: string;
}

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** The rows as a Markdown table. */
export function toMarkdown(rows: readonly Row[], about: string): string {
  const lines = rows.map(({ what, measured, unit, limit, note }) => {
    const beside = limit === undefined ? '–' : `${number.format(limit.value)} (${limit.what})`;
    const ratio = limit === undefined ? '–' : (measured / limit.value).toFixed(2);
    return `| ${what} | ${number.format(measured)} ${unit} | ${beside} | ${ratio} | ${note ?? ''} |`;
  });
  return [
    about,
    '',
    '| what | measured | limit in the same run | ratio | |',
    '|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}

/** The middle of several measurements. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
