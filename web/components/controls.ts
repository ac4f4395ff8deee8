import { MOST_OF_ONE } from '../../src/domain/limits.ts';
import { type Html, html, type Part } from '../../src/platform/runtime/html.ts';
import type { PageContext } from '../context.ts';

/** How much a button asks for attention. */
export type Weight = 'strong' | 'plain' | 'quiet' | 'danger';

/** Sends a form. */
export function button(label: Part, { weight = 'strong', name, value }: ButtonOptions = {}): Html {
  return html`<button class="button button-${weight}" type="submit"${name !== undefined && html` name="${name}" value="${value ?? ''}"`}>${label}</button>`;
}

export interface ButtonOptions {
  readonly weight?: Weight;
  readonly name?: string;
  readonly value?: string;
}

/** Goes somewhere, and looks like a button. */
export function linkButton(href: string, label: Part, weight: Weight = 'strong'): Html {
  return html`<a class="button button-${weight}" href="${href}">${label}</a>`;
}

export interface FieldOptions {
  readonly name: string;
  /** Where a page has several fields of one name. */
  readonly id?: string;
  readonly label: string;
  readonly value?: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  /** Shown beside the label where a field may stay empty. */
  readonly optional?: string;
  readonly type?: 'text' | 'tel' | 'date' | 'month' | 'password';
  readonly autocomplete?: string;
  readonly required?: boolean;
  readonly min?: string;
  readonly max?: string;
  /** More than one line. */
  readonly lines?: number;
  /** Beyond what is ever taken, in UTF-16 code units: browsers take no more. */
  readonly maxLength?: number;
  /** In code points, counted by a script and by the server; browsers count differently. */
  readonly maxCharacters?: number;
  /** Shown behind the field, such as a count. */
  readonly after?: Part;
}

/** A field with its label, its hint and its error, which all belong together for a screen reader too. */
export function field(options: FieldOptions): Html {
  const { id = options.name, label, hint, error, optional, after } = options;
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean);
  return html`<div class="field${error !== undefined && ' field-wrong'}">
<label for="${id}">${label}${optional !== undefined && html` <span class="optional">${optional}</span>`}</label>
${hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`}
${input(options, described.join(' '))}
${after ?? null}
${errorOf(id, error)}
</div>`;
}

function input(options: FieldOptions, described: string): Html {
  const {
    name,
    id = name,
    value = '',
    type = 'text',
    autocomplete = 'off',
    required,
    min,
    max,
    lines,
    error,
  } = options;
  const shared = html`id="${id}" name="${name}" autocomplete="${autocomplete}"${required === true && html` required`}${described !== '' && html` aria-describedby="${described}"`}${error !== undefined && html` aria-invalid="true"`}${options.maxCharacters !== undefined && html` data-max="${options.maxCharacters}"`}`;
  if (lines !== undefined)
    return html`<textarea ${shared} rows="${lines}">
${value}</textarea>`;
  return html`<input ${shared} type="${type}" value="${value}"${min !== undefined && html` min="${min}"`}${max !== undefined && html` max="${max}"`}${options.maxLength !== undefined && html` maxlength="${options.maxLength}"`}>`;
}

/** What is wrong with a field, where the field is. */
export function errorOf(name: string, error: string | undefined): Html | null {
  return error === undefined ? null : html`<p class="error" id="${name}-error">${error}</p>`;
}

export interface StepperOptions {
  readonly name: string;
  /** Of what how many are chosen, and what one of them costs. */
  readonly of: string;
  readonly price: number;
  readonly value: string;
}

/** How many: a number to write, with buttons for one less and one more where a script serves them. */
export function stepper({ t }: PageContext, { name, of, value, price }: StepperOptions): Html {
  return html`<span class="stepper"><button type="button" data-step="-1" hidden aria-label="${t.form.less(of)}">−</button><input type="number" inputmode="numeric" name="${name}" value="${value}" min="0" max="${MOST_OF_ONE}" step="1" data-price="${price}" aria-label="${t.form.quantityOf(of)}"><button type="button" data-step="1" hidden aria-label="${t.form.more(of)}">+</button></span>`;
}

export interface Choice {
  readonly value: string;
  readonly label: Part;
  readonly hint?: string;
}

/** One of a few, as tiles that can be pressed. */
export function choices(name: string, legend: Part, all: readonly Choice[], chosen: string, error?: string): Html {
  return html`<fieldset class="choices${error !== undefined && ' field-wrong'}" id="${name}" tabindex="-1"${error !== undefined && html` aria-describedby="${name}-error"`}>
<legend>${legend}</legend>
<div class="choices-row">
${all.map(({ value, label, hint }) => html`<label class="choice"><input type="radio" name="${name}" value="${value}"${value === chosen && html` checked`}><span class="choice-face"><span class="choice-label">${label}</span>${hint !== undefined && html`<span class="choice-hint">${hint}</span>`}</span></label>`)}
</div>
${errorOf(name, error)}
</fieldset>`;
}
