import { type OrderId, orderIdOf } from '../../domain/ids.ts';
import type { Position } from '../../eventstore/event-store.ts';
import type { RecordedEvent } from '../../eventstore/recorded-event.ts';
import type { Charge } from '../../gateways/payment-gateway.ts';
import { toTimestamp } from '../../runtime/clock.ts';
import type { Difference } from '../operations.ts';
import type { Verdict } from './compare.ts';
import type { ReconciliationDeps } from './deps.ts';
import { examine, isAsRecorded } from './examine.ts';
import type { ReconciliationState, Suspect } from './state.ts';

/** Listed again from so long before the newest known charge: what was in flight then, or came with an older time, is seen. */
const OVERLAP_MS = 24 * 60 * 60 * 1000;
/** So many orders of the list are remembered; for older ones the gateway is asked one by one. */
const MAX_REMEMBERED = 100_000;

/** Events that say what the gateway holds. */
const claims: ReadonlySet<string> = new Set(['PaymentApproved', 'RefundApproved'] satisfies RecordedEvent['type'][]);

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
  readonly #signal: AbortSignal | null;
  readonly #suspected = new Map<OrderId, Judged[]>();
  readonly #agreed = new Set<OrderId>();
  #charges = 0;
  #newestCharge: number | null = null;

  /** @param signal breaks the comparison off. */
  constructor(deps: ReconciliationDeps, signal: AbortSignal | null) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** @throws GatewayUnavailable, StoreUnavailable; Error when broken off. */
  async since(last: ReconciliationState): Promise<Findings> {
    // What is written later is compared the next time: then every order below is read after all that counts here.
    const until = await this.#deps.log.head();
    this.#newestCharge = last.newestCharge;
    await this.#listToStreams(last.newestCharge);
    for (const suspect of last.suspects) await this.#examine(suspect);
    await this.#streamsToList(last.position, until);
    const suspected = [...this.#suspected.values()].flat();
    return {
      newestCharge: this.#newestCharge,
      position: until,
      charges: this.#charges,
      differences: suspected.flatMap(toDifference),
      suspects: suspected.map(({ suspect }) => suspect),
    };
  }

  async #listToStreams(newestCharge: number | null): Promise<void> {
    const since = newestCharge === null ? null : toTimestamp(newestCharge - OVERLAP_MS);
    for await (const page of this.#deps.gateway.listCharges(since)) {
      for (const charge of page) await this.#compareListed(charge);
    }
  }

  async #compareListed(charge: Charge): Promise<void> {
    this.#goOn();
    this.#charges++;
    // A gateway whose clock was ahead for a while must not hide what it lists later.
    const madeAt = Math.min(Date.parse(charge.at), this.#deps.clock.now());
    this.#newestCharge = Math.max(this.#newestCharge ?? madeAt, madeAt);
    if (await isAsRecorded(this.#deps, charge)) this.#remember(charge.orderId);
    else await this.#examine({ orderId: charge.orderId, charge });
  }

  async #streamsToList(after: Position, until: Position): Promise<void> {
    for await (const page of this.#deps.log.readAll({ from: after, categories: ['payment'] })) {
      for (const event of page) {
        this.#goOn();
        if (event.position > until) return;
        const orderId = orderIdOf(event.streamId);
        // An event that can't be read may have been a claim.
        const isClaim = claims.has(event.type) || event.type === '$unreadable';
        if (orderId !== null && isClaim) await this.#examine({ orderId, charge: null });
      }
    }
  }

  /** Judges a charge, or an order without one, unless this comparison has done so already. */
  async #examine(suspect: Suspect): Promise<void> {
    this.#goOn();
    const { orderId, charge } = suspect;
    const judged = this.#suspected.get(orderId) ?? [];
    if (charge === null && (judged.length > 0 || this.#agreed.has(orderId))) return;
    if (charge !== null && judged.some((other) => other.suspect.charge?.paymentId === charge.paymentId)) return;
    const verdict = await examine(this.#deps, suspect);
    if (verdict.kind === 'agrees') this.#remember(orderId);
    else this.#suspected.set(orderId, [...judged, { suspect, verdict }]);
  }

  #goOn(): void {
    if (this.#signal?.aborted) throw new Error('broken off by a stop of the program');
  }

  #remember(orderId: OrderId): void {
    this.#agreed.add(orderId);
    const [oldest] = this.#agreed;
    if (this.#agreed.size > MAX_REMEMBERED && oldest !== undefined) this.#agreed.delete(oldest);
  }
}

function toDifference({ suspect, verdict }: Judged): Difference[] {
  if (verdict.kind !== 'differs') return [];
  return [{ orderId: suspect.orderId, kind: verdict.difference, detail: verdict.detail }];
}
