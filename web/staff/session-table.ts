import { type Html, html } from '../../src/platform/runtime/html.ts';
import { button } from '../components/controls.ts';
import { badge } from '../components/messages.ts';
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
  return html`<div class="table-wide"><table class="table">
<thead><tr>${names && html`<th scope="col">${columns.name}</th>`}<th scope="col">${columns.device}</th><th scope="col">${columns.since}</th><th scope="col">${columns.seen}</th><th scope="col">${columns.address}</th><th scope="col"><span class="unseen">${columns.actions}</span></th></tr></thead>
<tbody>${rows.map((row) => html`<tr>${names && html`<td>${row.name}</td>`}<td>${deviceName(row.device) ?? t.sessions.unknown}${row.sessionId === current && html` ${badge(t.sessions.here, 'good')}`}</td><td>${when(context, row.openedAt)}</td><td>${when(context, row.seenAt)}</td><td>${row.address}</td><td><form method="post" action="${path}/${row.sessionId}/end"><input type="hidden" name="_csrf" value="${context.csrf}">${button(html`${t.sessions.end}<span class="unseen">: ${row.name}, ${moment(context.locale, row.openedAt)}</span>`, { weight: 'plain' })}</form></td></tr>`)}</tbody>
</table></div>`;
}

function when({ locale }: StaffContext, at: number): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${moment(locale, at)}</time>`;
}
