import { systemTimer } from '../../platform/runtime/system.ts';
import type { Durations } from './percentiles.ts';
import { type ShopClient, UnexpectedAnswer } from './shop-client.ts';

/** What the florist has done so far. */
export interface FloristTally {
  delivered: number;
  /** From the click on "order" to the board, in milliseconds. */
  readonly onBoard: Durations;
  trouble: string | null;
}

const STEPS = { Requested: 'accept', Accepted: 'start', Started: 'complete' } as const;
const LOOK_EVERY_MS = 100;

/** Plays the florist: looks at the board and takes every delivery one step further, until told to go home. */
export async function runFlorist(
  shop: ShopClient,
  tally: FloristTally,
  placedAt: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const met = new Set<string>();
  while (!signal.aborted) {
    for (const [status, step] of Object.entries(STEPS)) {
      try {
        const items = await shop.board(status);
        const seenAt = systemTimer.elapsed();
        for (const { orderId } of items) {
          const placed = placedAt.get(orderId);
          if (placed !== undefined && !met.has(orderId)) tally.onBoard.add(seenAt - placed);
          met.add(orderId);
        }
        await Promise.all(items.map(({ orderId }) => takeStep(shop, tally, orderId, step)));
      } catch (error) {
        tally.trouble = (error as Error).message;
      }
    }
    await systemTimer.sleep(LOOK_EVERY_MS);
  }
}

async function takeStep(
  shop: ShopClient,
  tally: FloristTally,
  orderId: string,
  step: (typeof STEPS)[keyof typeof STEPS],
): Promise<void> {
  try {
    await shop.step(orderId, step);
    if (step === 'complete') tally.delivered++;
  } catch (error) {
    // The customer was faster, or the board was a moment behind: both are answers like any other.
    if (!(error instanceof UnexpectedAnswer) || error.status !== 409) throw error;
  }
}
