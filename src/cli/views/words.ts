import type { ViewStatus } from '../../platform/views/view-operations.ts';
import type { Action } from './follow.ts';

const SHOWN = 10;

/** One line for each view, in columns. */
export function tableOf(views: readonly ViewStatus[]): string {
  const rows = [
    ['view', 'version', 'state', 'lag', 'parked', 'kept', 'verified'],
    ...views.map((view) => [
      view.name,
      String(view.version),
      view.state,
      `${view.lag.seconds.toFixed(1)} s`,
      String(view.parked.length),
      view.kept.join(' ') || '-',
      view.lastVerify === null ? 'never' : `${view.lastVerify.at}, ${view.lastVerify.differing} differ`,
    ]),
  ];
  const widths = (rows[0] as string[]).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** What came of a rebuild or a verification. */
export function inWords(view: ViewStatus, action: Action): string {
  const report = action === 'rebuild' ? view.lastRebuild : view.lastVerify;
  if (report === null) return `${view.name}: no report`;
  const { compared, differing, different, live, rebuilt, fault } = report;
  if (fault !== null) return `${view.name}: ${action === 'rebuild' ? 'NOTHING NEW IS LIVE' : 'NOT VERIFIED'}: ${fault}`;
  const what =
    action === 'rebuild'
      ? `version ${rebuilt} is live; version ${live} is kept`
      : `version ${live} ${differing === 0 ? 'is what history makes of it' : 'IS NOT what history makes of it'}`;
  const named = different
    .slice(0, SHOWN)
    .map(({ id, kind, pointers }) => `\n  ${id} ${kind} ${pointers.join(' ')}`.trimEnd());
  const more = differing > SHOWN ? `\n  and ${differing - SHOWN} more` : '';
  return `${view.name}: ${what} (${compared} documents compared, ${differing} differ)${named.join('')}${more}`;
}
