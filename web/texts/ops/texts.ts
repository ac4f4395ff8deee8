import type { Locale } from '../../../src/domain/order/index.ts';
import { en } from './en.ts';
import { ko, type OpsTexts } from './ko.ts';

export type { OpsTexts };

/** What the operator's pages say, by language. */
export const opsTexts: Readonly<Record<Locale, OpsTexts>> = { ko, en };
