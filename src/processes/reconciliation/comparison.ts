import { isDeepStrictEqual } from 'node:util';
import type { OrderId } from '../../domain/ids.ts';
import type { Charge } from '../../domain/payment/index.ts';
import type { Position } from '../../platform/eventstore/event-store.ts';
import { toTimestamp } from '../../platform/runtime/clock.ts';
import { Recent } from '../../platform/runtime/recent.ts';
import { yieldThread } from '../../platform/runtime/yield.ts';
import { orderIdOf } from '../../stored-events/streams.ts';
import { isTrigger, type Triggers } from '../triggers.ts';
import type { Verdict } from './compare.ts';
import { examine, isAsRecorded } from './examine.ts';
import type { ReconciliationDeps, ReconciliationState, Suspect } from './state.ts';
import type { Difference } from './view.ts';

/** Listed again from so long before the newest known charge: what has gone back since, or came with an older time, is seen. */
const OVERLAP_MS = 24 * 60 * 60 * 1000;
/** So many charges are remembered as they agreed; older ones are compared with the streams anew when they are listed. */
const MAX_REMEMBERED = 100_000;
/** How long a comparison may hold the thread before everything else may run, in milliseconds. */
const SLICE_MS = 8;
/** Events of the log that are read at once. */
const PAGE = 100;

/** Events after which what the gateway keeps has to be another than before, or has to be nothing. */
const triggers: Triggers<'order' | 'payment'> = {
  OrderPlaced: false,
  OrderPaid: false,
  OrderPaymentFailed: true,
  OrderCancellationRequested: false,
  OrderCancellationRefused: false,
  OrderCancelled: true,
  OrderCompleted: false,
  PaymentAttempted: false,
  PaymentApproved: true,
  PaymentAccepted: true,
  PaymentDeclined: false,
  PaymentUnresolved: false,
  PaymentDisputed: true,
  PaymentVoided: false,
  RefundAttempted: false,
  RefundApproved: true,
  RefundFailed: false,
  RefundSettledManually: true,
};

/** Charges that agreed with the streams, by payment, as they were listed then. What agreed is not compared again until one of both moves. */
export type Remembered = Recent<string, string>;

export function rememberNothing(): Remembered {
  return new Recent(MAX_REMEMBERED);
}

/** What one comparison has found. */
type Findings = Pick<ReconciliationState, 'newestCharge' | 'position' | 'suspects'> & {
  readonly charges: number;
  readonly differences: readonly Difference[];
};

interface Judged {
  readonly suspect: Suspect;
  readonly verdict: Verdict;
}

/** One comparison of the gateway's list with the streams, in both directions. */
export class Comparison {
  readonly #deps: ReconciliationDeps;
  readonly #remembered: Remembered;
  readonly #signal: AbortSignal | null;
  /** Charges that are not as recorded, by order. */
  readonly #listed = new Map<OrderId, Charge[]>();
  readonly #judged = new Map<OrderId, Judged>();
  /** Orders whose charges were compared in this run, and agreed. */
  readonly #agreed = new Recent<OrderId, true>(MAX_REMEMBERED);
  #charges = 0;
  #newestCharge: number | null = null;
  /** By the timer: when others could last run. */
  #rested: number;

  /** @param signal breaks the comparison off. */
  constructor(deps: ReconciliationDeps, remembered: Remembered, signal: AbortSignal | null) {
    this.#deps = deps;
    this.#remembered = remembered;
    this.#signal = signal;
    this.#rested = deps.timer.elapsed();
  }

  /** @throws GatewayUnavailable, StoreUnavailable; Error when broken off. */
  async since(last: ReconciliationState): Promise<Findings> {
    // What is written later is compared the next time: then every order below is read after all that counts here.
    const until = await this.#deps.log.head();
    this.#newestCharge = last.newestCharge;
    await this.#listToStreams(last.newestCharge);
    for (const { orderId, listed } of last.suspects) this.#suspectStill(orderId, listed);
    for (const [orderId, listed] of this.#listed) await this.#examine({ orderId, listed });
    await this.#streamsToList(last.position, until);
    const judged = [...this.#judged.values()];
    return {
      newestCharge: this.#newestCharge,
      position: until,
      charges: this.#charges,
      differences: judged.flatMap(toDifference),
      suspects: judged.map(({ suspect }) => suspect),
    };
  }

  async #listToStreams(newestCharge: number | null): Promise<void> {
    const since = newestCharge === null ? null : toTimestamp(newestCharge - OVERLAP_MS);
    for await (const page of this.#deps.gateway.listCharges(since)) {
      for (const charge of page) await this.#compareListed(charge);
    }
  }

  async #compareListed(charge: Charge): Promise<void> {
    await this.#goOn();
    this.#charges++;
    // A gateway whose clock was ahead for a while must not hide what it lists later.
    const now = this.#deps.clock.now();
    const madeAt = Math.min(charge.at === null ? now : Date.parse(charge.at), now);
    this.#newestCharge = Math.max(this.#newestCharge ?? madeAt, madeAt);
    const { paymentId, orderId, at: _at, ...said } = charge;
    const saying = JSON.stringify([orderId, said]);
    if (this.#remembered.get(paymentId) === saying) return;
    if (await isAsRecorded(this.#deps, charge)) {
      this.#remembered.set(paymentId, saying);
      this.#agreed.set(orderId, true);
    } else {
      this.#remembered.delete(paymentId);
      this.#suspect(orderId, charge);
    }
  }

  /** A list that says two things of one payment contradicts itself: both are kept. */
  #suspect(orderId: OrderId, charge: Charge): void {
    const listed = this.#listed.get(orderId) ?? [];
    if (!listed.some((other) => isDeepStrictEqual(other, charge))) this.#listed.set(orderId, [...listed, charge]);
  }

  /** What was listed at an earlier time counts where nothing newer is said of the same payment. */
  #suspectStill(orderId: OrderId, earlier: readonly Charge[]): void {
    const listed = this.#listed.get(orderId) ?? [];
    const isUnnamed = ({ paymentId }: Charge) => !listed.some((other) => other.paymentId === paymentId);
    this.#listed.set(orderId, [...listed, ...earlier.filter(isUnnamed)]);
  }

  async #streamsToList(after: Position, until: Position): Promise<void> {
    for await (const page of this.#deps.log.readHeaders({
      from: after,
      categories: ['payment', 'order'],
      pageSize: PAGE,
    })) {
      for (const event of page) {
        await this.#goOn();
        if (event.position > until) return;
        const orderId = orderIdOf(event.streamId);
        if (orderId === null || !isTrigger(triggers, event.type) || this.#agreed.get(orderId)) continue;
        if (!this.#judged.has(orderId)) await this.#examine({ orderId, listed: [] });
      }
    }
  }

  async #examine(suspect: Suspect): Promise<void> {
    await this.#goOn();
    const verdict = await examine(this.#deps, suspect);
    if (verdict.kind === 'agrees') this.#agreed.set(suspect.orderId, true);
    else this.#judged.set(suspect.orderId, { suspect, verdict });
  }

  async #goOn(): Promise<void> {
    if (this.#signal?.aborted) throw new Error('broken off by a stop of the program');
    const { timer } = this.#deps;
    if (timer.elapsed() - this.#rested < SLICE_MS) return;
    await yieldThread();
    this.#rested = timer.elapsed();
  }
}

function toDifference({ suspect, verdict }: Judged): Difference[] {
  if (verdict.kind !== 'differs') return [];
  return [{ orderId: suspect.orderId, kind: verdict.difference, detail: verdict.detail }];
}
