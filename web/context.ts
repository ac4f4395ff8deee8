import type { OpeningHours } from '../src/domain/opening-hours.ts';
import type { Locale } from '../src/domain/order/index.ts';
import type { Texts } from './texts/texts.ts';

/** What every page is drawn with. */
export interface PageContext {
  readonly locale: Locale;
  readonly t: Texts;
  /** The address of a file under `web/assets`, with the hash of what is in them. */
  readonly asset: (path: string) => string;
  /** Goes with every form; made anew for each page, and empty on one without forms. */
  readonly csrf: string;
  /** Where this page is, for the links to its other languages. */
  readonly path: string;
  /** The shop's day and time of day when the page is drawn. */
  readonly now: { readonly day: string; readonly time: string };
  readonly hours: OpeningHours;
  /** Which picture was chosen for a thing on the menu, by its id. */
  readonly chosenPicture: (menuItemId: string) => string | undefined;
}
