import { type Html, html } from '../../../../src/platform/runtime/html.ts';
import { button, field, type Weight } from '../../../components/controls.ts';
import type { PageContext } from '../../../context.ts';

export interface Action {
  /** Of its own on the page. */
  readonly id: string;
  readonly href: string;
  /** What it is called: on what opens it, and on the button that does it. */
  readonly label: string;
  /** What happens then, in a sentence. */
  readonly what: string;
  readonly weight?: Weight;
  /** What has to be said with it. */
  readonly ask?: { readonly name: string; readonly label: string; readonly hint?: string };
  /** Names the command, however often the form is sent. */
  readonly key?: string;
}

/** Something that can be done: opened first, to say what happens then, and done by a second press. Works without a script. */
export function action(
  { csrf }: Pick<PageContext, 'csrf'>,
  { id, href, label, what, weight = 'strong', ask, key }: Action,
): Html {
  return html`<details class="action" id="${id}"><summary>${label}</summary>
<form class="action-form" method="post" action="${href}"><input type="hidden" name="_csrf" value="${csrf}">${key !== undefined && html`<input type="hidden" name="key" value="${key}">`}
<p>${what}</p>
${ask !== undefined && field({ name: ask.name, id: `${id}-${ask.name}`, label: ask.label, required: true, ...(ask.hint !== undefined && { hint: ask.hint }) })}
<div>${button(label, { weight })}</div></form></details>`;
}
