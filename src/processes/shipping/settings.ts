import type { OpeningHours } from '../opening-hours.ts';

/** Times of the shipping process, in milliseconds. */
export interface ShippingSettings {
  /** The florist's deadlines count these hours only. */
  readonly hours: OpeningHours;
  /** No answer of the florist so long after the delivery was requested: remind. */
  readonly remindMs: number;
  /** No answer so long after the delivery was requested: refuse, and the money goes back. */
  readonly refuseMs: number;
  /** After how long somebody has to look, for each state in which only people can go on. */
  readonly overdueMs: { readonly preparing: number; readonly outForDelivery: number; readonly deliveryFailed: number };
}

const HOUR_MS = 60 * 60 * 1000;

/** How long making, bringing and a second try may take before the order is marked overdue. */
export const OVERDUE_MS: ShippingSettings['overdueMs'] = {
  preparing: 4 * HOUR_MS,
  outForDelivery: 3 * HOUR_MS,
  deliveryFailed: 24 * HOUR_MS,
};
