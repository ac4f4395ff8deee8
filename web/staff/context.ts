import type { PageContext } from '../context.ts';
import type { StaffTexts } from '../texts/staff/texts.ts';

/** The two parts of the staff's pages: the florist's under `/shop`, the operator's under `/ops`. */
export type Area = 'shop' | 'ops';

/** Who is signed in. */
export interface Me {
  readonly name: string;
  readonly role: 'florist' | 'operator';
}

/** What every page of the staff is drawn with. */
export interface StaffContext extends PageContext {
  /** The words of the frame; each page has a dictionary of its own beside it. */
  readonly s: StaffTexts;
  readonly me: Me;
  /** True where there is a page: a link that leads nowhere is not shown. */
  readonly has: (path: string) => boolean;
}
