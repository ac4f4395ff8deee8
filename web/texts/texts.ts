import type { Locale } from '../../src/domain/order/index.ts';
import { en } from './en.ts';
import { ko, type Texts } from './ko.ts';

export type { Texts };

/** The dictionary of each language. */
export const texts: Readonly<Record<Locale, Texts>> = { ko, en };
