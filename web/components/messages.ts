import { type Html, html, type Part } from '../../src/platform/runtime/html.ts';
import type { PageContext } from '../context.ts';

export type Tone = 'calm' | 'good' | 'careful' | 'bad';

/** Something that has to be said, above or among the content. */
export function notice(tone: Tone, title: Part, more: Part = null): Html {
  return html`<section class="notice notice-${tone}"${tone === 'bad' && html` role="alert"`}>
<p class="notice-title">${title}</p>
${more}
</section>`;
}

/** A fault of one field: where it is, and what is wrong. */
export interface FieldFault {
  readonly field: string;
  readonly text: string;
}

/** All faults of a form, with links to them. The focus comes here first. */
export function errorSummary({ t }: PageContext, faults: readonly FieldFault[]): Html | null {
  if (faults.length === 0) return null;
  return html`<section class="notice notice-bad" id="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="error-summary-title">
<h2 class="notice-title" id="error-summary-title">${t.errors.summary(faults.length)}</h2>
<ul>${faults.map(({ field, text }) => html`<li><a href="#${field}">${text}</a></li>`)}</ul>
</section>`;
}

/** Nothing is there, and that is all right. */
export function empty(title: string, more: string, picture: Part = null): Html {
  return html`<section class="empty">${picture}<h1>${title}</h1><p>${more}</p></section>`;
}

/** The same for a part of a page that has a heading of its own. */
export function emptyPart(title: string, more: string): Html {
  return html`<div class="empty"><h2>${title}</h2><p>${more}</p></div>`;
}

/** A word on a thing. */
export function badge(label: string, tone: Tone = 'calm'): Html {
  return html`<span class="badge badge-${tone}">${label}</span>`;
}

/** Takes the place of what is still to come. */
export function skeleton(lines: number): Html {
  return html`<div class="skeleton" aria-hidden="true">${Array.from({ length: lines }, () => html`<span></span>`)}</div>`;
}
