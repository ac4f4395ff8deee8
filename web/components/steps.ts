import { type Html, html } from '../../src/platform/runtime/html.ts';
import type { PageContext } from '../context.ts';
import { moment } from '../texts/formats.ts';

export interface Step {
  readonly name: string;
  readonly state: 'done' | 'now' | 'ahead' | 'bad';
  /** When it happened; null while it has not. */
  readonly at: string | null;
}

const MARKS: Readonly<Record<Step['state'], Html | null>> = {
  done: html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8.5l3.2 3.2L13 5"/></svg>`,
  bad: html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"/></svg>`,
  now: null,
  ahead: null,
};

/** Where something stands, as a line of steps with their times. */
export function steps({ t, locale }: PageContext, label: string, all: readonly Step[]): Html {
  const spoken = { done: t.order.done, now: t.order.now, ahead: t.order.ahead, bad: t.order.now };
  return html`<ol class="steps" aria-label="${label}">
${all.map(({ name, state, at }) => html`<li class="step step-${state}"${(state === 'now' || state === 'bad') && html` aria-current="step"`}><span class="step-mark">${MARKS[state]}</span><span class="step-name">${name} <span class="unseen">(${spoken[state]})</span></span>${at !== null && html`<time datetime="${at}">${moment(locale, at)}</time>`}</li>`)}
</ol>`;
}
