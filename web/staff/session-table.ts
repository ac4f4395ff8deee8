import { type Html, html, type Part } from '../../src/platform/runtime/html.ts';
import { button } from '../components/controls.ts';
import { badge } from '../components/messages.ts';
import { dataTable } from '../components/table.ts';
import { moment } from '../texts/formats.ts';
import type { PeopleTexts } from '../texts/staff/people/texts.ts';
import type { StaffContext } from './context.ts';
import { deviceName } from './device-name.ts';

/** A session as people look at it; times in milliseconds since 1970. */
export interface SessionRow {
  readonly sessionId: string;
  readonly name: string;
  readonly openedAt: number;
  readonly seenAt: number;
  /** What the browser says of itself. */
  readonly device: string;
  readonly address: string;
}

export interface SessionTable {
  readonly rows: readonly SessionRow[];
  /** The one by which this page is seen. */
  readonly current: string;
  /** Where the form to end one is sent: `<path>/<session>/end`. */
  readonly path: string;
  /** Whose they are is shown where they are of several people. */
  readonly names: boolean;
}

/** Who is signed in where, each with a button that ends it. */
export function sessionTable(
  context: StaffContext,
  t: PeopleTexts,
  { rows, current, path, names }: SessionTable,
): Html {
  const { columns } = t.sessions;
  return dataTable(
    [
      ...(names ? [{ name: columns.name }] : []),
      { name: columns.device },
      { name: columns.since },
      { name: columns.seen },
      { name: columns.address },
      { name: columns.actions, unseen: true },
    ],
    rows.map((row): readonly Part[] => [
      ...(names ? [row.name] : []),
      html`${deviceName(row.device) ?? t.sessions.unknown}${row.sessionId === current && html` ${badge(t.sessions.here, 'good')}`}`,
      when(context, row.openedAt),
      when(context, row.seenAt),
      row.address,
      html`<form method="post" action="${path}/${row.sessionId}/end"><input type="hidden" name="_csrf" value="${context.csrf}">${button(html`${t.sessions.end}<span class="unseen">: ${row.name}, ${moment(context.locale, row.openedAt)}</span>`, { weight: 'plain' })}</form>`,
    ]),
  );
}

function when({ locale }: StaffContext, at: number): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${moment(locale, at)}</time>`;
}
