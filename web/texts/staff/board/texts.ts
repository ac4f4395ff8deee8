import type { Locale } from '../../../../src/domain/order/index.ts';
import { en } from './en.ts';
import { type BoardTexts, ko } from './ko.ts';

export type { BoardTexts };

/** The board's dictionary of each language. */
export const boardTexts: Readonly<Record<Locale, BoardTexts>> = { ko, en };
