import { hash } from 'node:crypto';
import { type Answer, keyReused, type Reply } from './answers.ts';
import type { PaymentLedger } from './ledger.ts';

export interface KeyedCall {
  readonly key: string;
  readonly digest: string;
}

const KEY_LIVES_MS = 15 * 24 * 60 * 60 * 1000;

/** The digest is over what the call asks for, and its body. */
export function keyedCall(key: string, what: string, body: object): KeyedCall {
  return { key, digest: hash('sha256', JSON.stringify([what, body])) };
}

/** What was answered under each key, for fifteen days of the simulator's time; then the key is as good as new. */
export class KeyBook {
  readonly #ledger: PaymentLedger;
  /** Milliseconds since 1970, of the simulator's clock. */
  readonly #now: () => number;

  constructor(ledger: PaymentLedger, now: () => number) {
    this.#ledger = ledger;
    this.#now = now;
  }

  /** Null when the call is the first one with its key. */
  earlier({ key, digest }: KeyedCall): Reply | null {
    const earlier = this.#ledger.answerTo(key);
    if (earlier === undefined || this.#now() - earlier.at >= KEY_LIVES_MS) return null;
    if (earlier.digest !== digest) return keyReused;
    return { kind: 'answer', status: earlier.status, body: JSON.parse(earlier.body) };
  }

  keep({ key, digest }: KeyedCall, answer: Answer): Answer {
    const { status, body } = answer;
    this.#ledger.keepAnswer(key, { digest, status, body: JSON.stringify(body), at: this.#now() });
    return answer;
  }
}
