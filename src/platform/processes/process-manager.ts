import type { EventHeader } from '../eventstore/event-log.ts';
import type { Extent } from '../eventstore/handle-command.ts';

/** The time as a decision sees it, in milliseconds since 1970. */
export interface Moment {
  readonly now: number;
  /** Since when this process manager and its log have been there without a gap: time before that does not count against the florist. */
  readonly upSince: number;
  /** Milliseconds that have really passed since a time of the wall clock, whatever that was set to meanwhile. */
  ageOf(at: number): number;
}

/** What was asked of a customer's money and what was charged, in the smallest unit of the currency. */
export interface Amounts {
  readonly asked: number;
  readonly charged: number;
  readonly refunded: number;
  readonly currency: string;
}

/** What an order waits for. */
export interface Wait {
  /** In a word for people: `charge`, `florist-answer`, … */
  readonly waitingFor: string;
  /** Since when it waits. */
  readonly since: number;
  /** When to decide again although nothing happened, by the wall clock; null to wait for an event only. */
  readonly due: number | null;
  /** From when on somebody has to look; null when it can't be late. */
  readonly overdueAt: number | null;
  /** Why it could not go on when it was last tried; absent when nothing failed. Holds no personal data. */
  readonly cause?: string;
  /** The amounts that a person has to judge. */
  readonly amounts?: Amounts;
}

/** What an order waits for while the action that was decided can't be carried out. `due` holds whatever becomes of the action. */
export type Pending = Pick<Wait, 'waitingFor' | 'due' | 'overdueAt'>;

/** What comes next for one order. */
export type Next<Action> =
  | { readonly kind: 'act'; readonly action: Action; readonly pending: Pending }
  | { readonly kind: 'wait'; readonly wait: Wait }
  | { readonly kind: 'done' };

/**
 * How an action ended. `again`: what it led to stands in the streams, decide anew. `unavailable`: an outside system or the store
 * could not be used; the order is tried again with back-off, and waits for what its decision said is pending. `parked`: it can't heal by
 * itself; this order waits for an operator, for a new event of its own, or for its deadline.
 */
export type Acted =
  | { readonly kind: 'again' }
  | { readonly kind: 'unavailable'; readonly cause: string }
  | { readonly kind: 'parked'; readonly reason: string };

/**
 * A process manager answers four questions: which order does an event concern, what is known of that order, what comes next, and
 * how is it done. It is woken by events and decides from streams: `decide` is pure, sees nothing but what `load` read and the time,
 * and so may be asked again at any moment. What it waits for is kept by the runner.
 */
export interface ProcessManager<Situation, Action> {
  /** Stable: durable state is kept under it, and it is the actor of the process's events. */
  readonly name: string;
  /** True when its deadlines leave out the time in which nobody could have answered: `Moment.upSince` then knows of every gap. */
  readonly leavesOutGaps?: boolean;
  /** The order that an event is news for, or null when this process does not care. */
  correlate(event: EventHeader): string | null;
  /**
   * @param extent for a turn what is known, which is the default: whatever comes of it is appended at exact revisions, and what is not
   * known yet gives the order its next turn.
   * @throws DamagedLog, StoreUnavailable
   */
  load(orderId: string, extent?: Extent): Promise<Situation>;
  decide(situation: Situation, moment: Moment): Next<Action>;
  /** Claims, acts, records: at exact revisions and with derived keys, so that a second run changes nothing. */
  act(action: Action, situation: Situation): Promise<Acted>;
  /**
   * True while the outside system that it calls is not even asked, because it can't be reached: what needs it waits together, and one
   * order tries for all. Absent: there is none.
   */
  isOutsideAway?(): boolean;
  /** False while an operator must not drop the order from this process: money is open. Absent: always true. */
  mayForget?(situation: Situation): boolean;
}

export const again: Acted = { kind: 'again' };
