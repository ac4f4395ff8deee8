import type { DeliveryBoardView } from '../../view-model.ts';

/** From left to right. */
export const COLUMNS = ['new', 'making', 'onTheWay', 'attention'] as const;
export type Column = (typeof COLUMNS)[number];

/** One open order, with what follows from the time. Moments in milliseconds since 1970. */
export interface Card {
  readonly delivery: DeliveryBoardView;
  readonly column: Column;
  /** Since when it waits for the florist's next step. */
  readonly since: number;
  /** When it is refused by itself; null where nothing happens by itself. */
  readonly endsAt: number | null;
  /** From when on somebody has to look. */
  readonly lateAt: number | null;
  readonly isLate: boolean;
  /** Why it could not be handed over; null where it was not tried, or is being tried again. */
  readonly failure: string | null;
}

/** The whole board as it stood at a moment. */
export interface Board {
  readonly cards: Readonly<Record<Column, readonly Card[]>>;
  /** True when there are more open orders than are shown. */
  readonly hasMore: boolean;
  /** Position token: what happened afterwards may not be shown. */
  readonly position: string;
  readonly at: number;
}
