import type { Locale } from '../../../../src/domain/order/index.ts';
import { en } from './en.ts';
import { ko, type PrivacyTexts } from './ko.ts';

export type { PrivacyTexts };

/** The dictionary of each language. */
export const privacyTexts: Readonly<Record<Locale, PrivacyTexts>> = { ko, en };
