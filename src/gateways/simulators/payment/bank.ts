import type { Won } from '../../../domain/money.ts';
import { type Clock, toTimestamp } from '../../../platform/runtime/clock.ts';
import type { IdSource } from '../../../platform/runtime/ids.ts';
import type { Timer } from '../../../platform/runtime/timer.ts';
import {
  type Answer,
  alreadyCharged,
  approved,
  cut,
  declined,
  failing,
  keyReused,
  noSuchPayment,
  type Reply,
  refunded,
  refundRefused,
} from './answers.ts';
import { KeyBook, type KeyedCall, keyedCall } from './key-book.ts';
import type { PaymentLedger } from './ledger.ts';
import { behaviourOf } from './tokens.ts';

export interface ChargeOrder {
  readonly orderId: string;
  readonly amount: Won;
  readonly currency: string;
  readonly method: string;
  readonly token: string;
}

export interface RefundOrder {
  readonly amount: Won;
  readonly reason: string;
}

export interface BankDeps {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly ids: IdSource;
}

/** Decides and writes at once, so simultaneous calls are decided one after the other; replies wait until the ledger is on the disk. */
export class Bank {
  readonly #ledger: PaymentLedger;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #ids: IdSource;
  readonly #keys: KeyBook;
  readonly #closing = new AbortController();
  /** Keys whose charge comes late, until it has come. */
  readonly #late = new Map<string, KeyedCall>();
  /** Failed calls with this key, while it fails. */
  readonly #failures = new Map<string, number>();

  constructor(ledger: PaymentLedger, { clock, timer, ids }: BankDeps) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#timer = timer;
    this.#ids = ids;
    this.#keys = new KeyBook(ledger, () => this.#now());
  }

  async charge(key: string, order: ChargeOrder): Promise<Reply> {
    const call = keyedCall(key, 'charge', order);
    const reply = await this.#ledger.file.write(() => {
      this.#ledger.add('requests', 1);
      return this.#earlierReply(call) ?? this.#firstCharge(call, order);
    });
    const { answersAfterMs } = behaviourOf(order.token);
    if (answersAfterMs !== undefined) await this.#timer.sleep(answersAfterMs, this.#closing.signal);
    return reply;
  }

  async refund(key: string, paymentId: string, order: RefundOrder): Promise<Reply> {
    const call = keyedCall(key, `refund of ${paymentId}`, order);
    return this.#ledger.file.write(() => {
      this.#ledger.add('requests', 1);
      return this.#earlierReply(call) ?? this.#firstRefund(call, paymentId, order);
    });
  }

  /** Drops what waits for its time. */
  close(): void {
    this.#closing.abort();
  }

  #earlierReply(call: KeyedCall): Reply | null {
    const late = this.#late.get(call.key);
    if (late !== undefined) return late.digest === call.digest ? cut : keyReused;
    return this.#keys.earlier(call);
  }

  #firstCharge(call: KeyedCall, order: ChargeOrder): Reply {
    const { declines, chargesLateMs, failsFirst, cutsFirstAnswer } = behaviourOf(order.token);
    const charge = this.#ledger.chargeOfOrder(order.orderId);
    if (charge !== undefined) return alreadyCharged(charge);
    if (declines !== undefined) {
      this.#ledger.add('declined', 1);
      return this.#keys.keep(call, declined(declines));
    }
    if (chargesLateMs !== undefined) {
      this.#late.set(call.key, call);
      void this.#chargeLate(call, order, chargesLateMs);
      return cut;
    }
    if (failsFirst !== undefined && this.#failsAgain(call.key, failsFirst)) return failing;
    const answer = this.#chargeNow(call, order);
    return cutsFirstAnswer ? cut : answer;
  }

  #firstRefund(call: KeyedCall, paymentId: string, { amount }: RefundOrder): Reply {
    const charge = this.#ledger.charge(paymentId);
    if (charge === undefined) return noSuchPayment;
    const { refusesRefunds, cutsFirstRefundAnswer } = behaviourOf(charge.token);
    if (refusesRefunds) return this.#keys.keep(call, refundRefused('the bank refuses the refund'));
    if (charge.refunded + amount > charge.amount) {
      return this.#keys.keep(call, refundRefused('more than what is left of the charge'));
    }
    this.#ledger.addRefund(paymentId, amount);
    const answer = this.#keys.keep(call, refunded(`refund-${this.#ids.next()}`, paymentId, amount));
    return cutsFirstRefundAnswer ? cut : answer;
  }

  #chargeNow(call: KeyedCall, { orderId, amount, token }: ChargeOrder): Answer {
    const { key } = call;
    const charge = { paymentId: `pay-${this.#ids.next()}`, orderId, amount, token, key, at: toTimestamp(this.#now()) };
    this.#ledger.addCharge(charge);
    return this.#keys.keep(call, approved(charge));
  }

  async #chargeLate(call: KeyedCall, order: ChargeOrder, afterMs: number): Promise<void> {
    await this.#timer.sleep(afterMs, this.#closing.signal);
    if (this.#closing.signal.aborted) return;
    this.#late.delete(call.key);
    await this.#ledger.file
      .write(() => {
        // Another key may have charged the order meanwhile.
        if (this.#ledger.chargeOfOrder(order.orderId) === undefined) this.#chargeNow(call, order);
      })
      // Unheard; the next call with the key is the first one again.
      .catch(() => undefined);
  }

  #failsAgain(key: string, times: number): boolean {
    const failures = this.#failures.get(key) ?? 0;
    if (failures === times) {
      this.#failures.delete(key);
      return false;
    }
    this.#failures.set(key, failures + 1);
    return true;
  }

  #now(): number {
    return this.#clock.now() + this.#ledger.number('clockMs');
  }
}
