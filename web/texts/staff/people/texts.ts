import type { Locale } from '../../../../src/domain/order/index.ts';
import { en } from './en.ts';
import { ko, type PeopleTexts } from './ko.ts';

export type { PeopleTexts };

/** The dictionary of each language. */
export const peopleTexts: Readonly<Record<Locale, PeopleTexts>> = { ko, en };
