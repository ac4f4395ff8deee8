import { type Html, html, type Part } from '../../src/platform/runtime/html.ts';
import { button, choices, field } from '../components/controls.ts';
import { badge, errorSummary, type FieldFault, notice } from '../components/messages.ts';
import { dataTable } from '../components/table.ts';
import { moment } from '../texts/formats.ts';
import type { PeopleTexts } from '../texts/staff/people/texts.ts';
import type { Me, StaffContext } from './context.ts';
import { staffLayout } from './frame.ts';
import { type SessionRow, sessionTable } from './session-table.ts';

/** Somebody as this page shows them; times in milliseconds since 1970. */
export interface PersonRow {
  readonly accountId: string;
  readonly name: string;
  readonly role: Me['role'];
  readonly disabled: boolean;
  readonly hasPassword: boolean;
  readonly lastSignInAt: number | null;
}

/** What has just been done. */
export type PeopleDone = keyof PeopleTexts['done'];

export interface PeoplePage {
  readonly people: readonly PersonRow[];
  readonly sessions: readonly SessionRow[];
  readonly me: { readonly accountId: string; readonly sessionId: string };
  readonly done: PeopleDone | null;
  /** What could not be done, above everything. */
  readonly fault: string | null;
  /** What is wrong with the form to add somebody, and what was typed into it. */
  readonly faults: readonly FieldFault[];
  readonly typed: { readonly name: string; readonly role: string };
}

/** Everybody who can sign in, and who is in now. */
export function peoplePage(context: StaffContext, t: PeopleTexts, page: PeoplePage): string {
  const { columns, title, lead } = t.people;
  const { people, sessions, me } = page;
  return staffLayout(context, {
    name: 'people',
    title,
    main: html`<div class="staff-page">
<h1>${title}</h1>
${page.done !== null && notice('good', t.done[page.done])}
${page.fault !== null && notice('bad', page.fault)}
${errorSummary(context, page.faults)}
<section class="panel">
<p class="quiet">${lead}</p>
${dataTable(
  [
    { name: columns.name },
    { name: columns.role },
    { name: columns.lastSignIn },
    { name: columns.actions, unseen: true },
  ],
  people.map((person) => row(context, t, person, person.accountId === me.accountId)),
)}
</section>
<section class="panel" aria-labelledby="sessions-title">
<h2 id="sessions-title">${t.sessions.title}</h2>
${sessions.length === 0 ? html`<p>${t.sessions.none}</p>` : sessionTable(context, t, { rows: sessions, current: me.sessionId, path: '/ops/people/sessions', names: true })}
</section>
${addForm(context, t, page)}
</div>`,
  });
}

function row(context: StaffContext, t: PeopleTexts, person: PersonRow, isMe: boolean): readonly Part[] {
  const { name, role, disabled, hasPassword, lastSignInAt } = person;
  const texts = t.people;
  const seen = lastSignInAt === null ? texts.never : moment(context.locale, lastSignInAt);
  return [
    html`<strong>${name}</strong>${isMe && html` ${badge(texts.me, 'good')}`}${disabled && html` ${badge(texts.disabled, 'bad')}`}${!hasPassword && html` ${badge(texts.noPassword)}`}`,
    context.s.roles[role],
    seen,
    html`<div class="buttons">${!isMe && ableForm(context, t, person)}${passwordForm(context, t, person)}</div>`,
  ];
}

function ableForm({ csrf }: StaffContext, { people }: PeopleTexts, { accountId, name, disabled }: PersonRow): Html {
  const label = disabled ? people.enable : people.disable;
  return html`<form method="post" action="/ops/people/${accountId}/${disabled ? 'enable' : 'disable'}"><input type="hidden" name="_csrf" value="${csrf}">${button(html`${label}<span class="unseen">: ${name}</span>`, { weight: disabled ? 'plain' : 'danger' })}</form>`;
}

function passwordForm({ csrf }: StaffContext, { people }: PeopleTexts, { accountId, name }: PersonRow): Html {
  return html`<details class="fold"><summary>${people.setPassword}<span class="unseen">: ${name}</span></summary>
<form class="fields" method="post" action="/ops/people/${accountId}/password">
<input type="hidden" name="_csrf" value="${csrf}">
${field({ name: `password-${accountId}`, label: people.newPassword, hint: people.newPasswordHint, type: 'password', autocomplete: 'new-password', required: true, maxLength: 800 })}
${button(people.setPassword)}
</form></details>`;
}

function addForm(context: StaffContext, { people }: PeopleTexts, { typed, faults }: PeoplePage): Html {
  const error = (name: string) => faults.find((fault) => fault.field === name)?.text;
  return html`<section class="panel" aria-labelledby="add-title">
<h2 id="add-title">${people.add}</h2>
<form class="fields" method="post" action="/ops/people">
<input type="hidden" name="_csrf" value="${context.csrf}">
${field({ name: 'name', label: people.name, value: typed.name, hint: people.nameHint, error: error('name'), required: true, maxLength: 80 })}
${choices(
  'role',
  people.role,
  (['florist', 'operator'] as const).map((value) => ({ value, label: people[value] })),
  typed.role,
)}
${field({ name: 'password', label: people.password, hint: people.passwordHint, error: error('password'), type: 'password', autocomplete: 'new-password', required: true, maxLength: 800 })}
<div class="buttons">${button(people.addIt)}</div>
</form>
</section>`;
}
