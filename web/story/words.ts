import type { Locale } from '../../src/domain/order/index.ts';
import { money } from '../texts/formats.ts';
import { type StoryTexts, storyTexts } from '../texts/story/texts.ts';
import type { StoryEvent } from '../view-model.ts';
import type { Fact } from './facts.ts';

/** Facts that are sums of won. */
const SUMS: ReadonlySet<string> = new Set([
  'total',
  'amount',
  'charged',
  'refunded',
  'kept',
  'unitPrice',
  'deliveryFee',
]);

/** What an event is called; one of a type that nobody knows keeps its own name. */
export function eventName({ events }: StoryTexts, { type }: Pick<StoryEvent, 'type'>): string {
  return (events as Readonly<Record<string, string>>)[type] ?? type;
}

/** Who did it: `florist`, or by name `florist:지은`. What is neither stays as it is. */
export function actorName(t: StoryTexts, actor: string | null): string {
  if (actor === null) return t.nobody;
  const [role = '', ...name] = actor.split(':');
  const known = t.actors[role];
  if (known === undefined) return actor;
  return name.length === 0 ? known : `${name.join(':')} (${known})`;
}

/** A fact as its name and its value, both for people. */
export function factInWords(locale: Locale, { path, value }: Fact): { readonly name: string; readonly value: string } {
  const t = storyTexts[locale];
  const name = path.map((part) => t.facts[part] ?? part).join(' ');
  return { name, value: valueInWords(locale, path.at(-1) ?? '', value) };
}

function valueInWords(locale: Locale, name: string, value: Fact['value']): string {
  const t = storyTexts[locale];
  if (typeof value === 'number') return SUMS.has(name) ? money(locale, value) : String(value);
  if (typeof value === 'boolean') return String(value);
  const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    by: t.by,
    template: t.notices,
    why: t.whys,
    recipient: t.by,
  };
  return words[name]?.[value] ?? value;
}
