import { systemTimer } from '../../platform/runtime/system.ts';
import type { Durations } from './percentiles.ts';
import { type PlacedOrder, type ShopClient, UnexpectedAnswer } from './shop-client.ts';

export interface CustomersOptions {
  /** Orders a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Share of the orders that their customers cancel, 0 to 1. */
  readonly cancelShare: number;
  readonly signal: AbortSignal;
}

/** What the customers have seen so far. */
export interface CustomersTally {
  placed: number;
  refused: number;
  /** Cancellations that were asked for. */
  cancels: number;
  readonly answer: Durations;
  /** When each order was placed, for those who watch what becomes of it. */
  readonly placedAt: Map<string, number>;
  /** The last thing that went wrong, for people. */
  trouble: string | null;
}

const NAMES = ['이지은', '김민수', '박서연', '최준호', '정하늘', '한유진'];
const CARDS = ['생일 축하해!', '사랑해요', '개업을 축하합니다', '늘 고마워요', 'Happy birthday!'];

/** Places orders at a steady rate, whether or not earlier ones were answered: slow answers don't slow the customers down. */
export async function runCustomers(shop: ShopClient, tally: CustomersTally, options: CustomersOptions): Promise<void> {
  const menu = await shop.menu();
  const total = Math.round(options.rate * options.seconds);
  const begun = systemTimer.elapsed();
  const open = new Set<Promise<void>>();
  for (let index = 0; index < total && !options.signal.aborted; index++) {
    const wait = begun + (index * 1000) / options.rate - systemTimer.elapsed();
    if (wait > 0) await systemTimer.sleep(wait);
    const visit = oneCustomer(shop, tally, anOrder(menu, index), isChosen(index, options.cancelShare)).finally(() =>
      open.delete(visit),
    );
    open.add(visit);
  }
  await Promise.all(open);
}

async function oneCustomer(shop: ShopClient, tally: CustomersTally, order: unknown, cancels: boolean): Promise<void> {
  const begun = systemTimer.elapsed();
  try {
    const placed = await shop.place(order);
    tally.answer.add(systemTimer.elapsed() - begun);
    tally.placed++;
    tally.placedAt.set(placed.orderId, begun);
    if (cancels) await cancelSoon(shop, tally, placed);
  } catch (error) {
    tally.refused++;
    tally.trouble = error instanceof UnexpectedAnswer && error.status === 429 ? TOO_FAST : (error as Error).message;
  }
}

const TOO_FAST = 'the shop limits how fast one address may order; start it with KKOTGIL_RATE_LIMIT=off for this rate';

async function cancelSoon(shop: ShopClient, tally: CustomersTally, placed: PlacedOrder): Promise<void> {
  try {
    await shop.cancel(placed);
    tally.cancels++;
  } catch (error) {
    // The florist was faster: 409 is an answer like any other.
    if (!(error instanceof UnexpectedAnswer) || error.status !== 409) throw error;
  }
}

/** Every so-manyth order, spread evenly, so that two runs are alike. */
function isChosen(index: number, share: number): boolean {
  return Math.floor((index + 1) * share) > Math.floor(index * share);
}

function anOrder(menu: readonly string[], index: number): unknown {
  const pick = <T>(list: readonly T[]) => list[index % list.length] as T;
  const digits = String(20_000_000 + (index % 5_000_000));
  const phone = `010-${digits.slice(0, 4)}-${digits.slice(4, 7)}1`;
  return {
    items: [{ menuItemId: pick(menu), quantity: 1 + (index % 3) }],
    customer: { name: pick(NAMES), phone },
    recipient: {
      name: NAMES[(index + 1) % NAMES.length],
      phone: '010-9876-5432',
      address: '서울시 강남구 테헤란로 123',
    },
    cardMessage: pick(CARDS),
    payment: { method: 'card', token: 'sim_ok' },
    locale: index % 4 === 0 ? 'en' : 'ko',
  };
}
