import type { Locale } from '../../../../src/domain/order/index.ts';
import { en } from './en.ts';
import { type CounterTexts, ko } from './ko.ts';

export type { CounterTexts };

/** The dictionary of each language. */
export const counterTexts: Readonly<Record<Locale, CounterTexts>> = { ko, en };
