import type { Locale } from '../../../src/domain/order/index.ts';
import { en } from './en.ts';
import { ko, type StoryTexts } from './ko.ts';

export type { StoryTexts };

/** What stories of orders are told with, by language. */
export const storyTexts: Readonly<Record<Locale, StoryTexts>> = { ko, en };
