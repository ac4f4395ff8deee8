import { type Html, html } from '../../src/platform/runtime/html.ts';
import { button, field } from '../components/controls.ts';
import { errorSummary, type FieldFault, notice } from '../components/messages.ts';
import type { PeopleTexts } from '../texts/staff/people/texts.ts';
import type { StaffContext } from './context.ts';
import { staffLayout } from './frame.ts';
import type { PeopleDone } from './people.ts';
import { type SessionRow, sessionTable } from './session-table.ts';

export interface AccountPage {
  readonly sessions: readonly SessionRow[];
  /** The one by which this page is seen. */
  readonly current: string;
  /** False for who has come by a link, and has no password to show yet. */
  readonly hasPassword: boolean;
  readonly done: PeopleDone | null;
  readonly faults: readonly FieldFault[];
}

/** What somebody of the shop sees of themselves: where they are signed in, and how to change the password. */
export function accountPage(context: StaffContext, t: PeopleTexts, page: AccountPage): string {
  const { s, me, csrf } = context;
  const { sessions, current, done, faults } = page;
  return staffLayout(context, {
    name: 'account',
    title: t.account.title,
    main: html`<div class="staff-page">
<h1>${t.account.title}</h1>
<p>${s.signedInAs(me.name, s.roles[me.role])}</p>
${done !== null && notice('good', t.done[done])}
${errorSummary(context, faults)}
<section class="panel" aria-labelledby="sessions-title">
<h2 id="sessions-title">${t.sessions.own}</h2>
${sessionTable(context, t, { rows: sessions, current, path: '/shop/account/sessions', names: false })}
${sessions.length > 1 && html`<form method="post" action="/shop/account/end-others"><input type="hidden" name="_csrf" value="${csrf}">${button(t.sessions.endOthers, { weight: 'plain' })}</form>`}
</section>
${passwordForm(context, t, page)}
</div>`,
  });
}

function passwordForm({ csrf }: StaffContext, { account }: PeopleTexts, { hasPassword, faults }: AccountPage): Html {
  const password = (name: string, label: string, autocomplete: string, hint?: string) =>
    field({
      name,
      label,
      ...(hint !== undefined && { hint }),
      error: faults.find((fault) => fault.field === name)?.text,
      type: 'password',
      autocomplete,
      required: true,
      maxLength: 800,
    });
  return html`<section class="panel" aria-labelledby="password-title">
<h2 id="password-title">${account.change}</h2>
<form class="fields" method="post" action="/shop/account/password">
<input type="hidden" name="_csrf" value="${csrf}">
${hasPassword && password('current', account.current, 'current-password')}
${password('next', account.next, 'new-password', account.hint)}
${password('again', account.again, 'new-password')}
<div class="buttons">${button(account.submit)}</div>
</form>
</section>`;
}
