import type { Locale } from '../../../src/domain/order/index.ts';
import { en } from './en.ts';
import { ko, type StaffTexts } from './ko.ts';

export type { StaffTexts };

/** The dictionary of each language. */
export const staffTexts: Readonly<Record<Locale, StaffTexts>> = { ko, en };
