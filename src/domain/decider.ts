/**
 * A fact that happened, in the past tense. `type` and `data` are the stored contract: see the `events.ts` of each aggregate.
 */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/**
 * The stable codes with which a decision can say no. They reach callers as the `code` of a problem answer,
 * so a code is never renamed or reused.
 */
export type RejectionCode =
  | 'MENU_ITEM_NOT_FOUND'
  | 'MENU_ITEM_SOLD_OUT'
  | 'MENU_ITEM_CHANGED'
  | 'PRICE_CHANGED'
  | 'DELIVERY_DAY_OUT_OF_RANGE'
  | 'DELIVERY_WINDOW_OVER'
  | 'TOO_MANY_UNPAID_ORDERS'
  | 'ORDER_NOT_FOUND'
  | 'ORDER_EXISTS'
  | 'ORDER_NOT_AWAITING_PAYMENT'
  | 'ORDER_NOT_PAID'
  | 'ORDER_NOT_CANCELLABLE'
  | 'ORDER_CANCELLED'
  | 'CANCELLATION_OPEN'
  | 'CANCELLATION_NOT_OPEN'
  | 'AMOUNT_MISMATCH'
  | 'DELIVERY_NOT_REQUESTED'
  | 'DELIVERY_ALREADY_ACCEPTED'
  | 'DELIVERY_NOT_ACCEPTED'
  | 'DELIVERY_ALREADY_STARTED'
  | 'DELIVERY_NOT_STARTED'
  | 'DELIVERY_NOT_FAILED'
  | 'DELIVERY_ENDED'
  | 'REVIEW_NOT_REQUESTED'
  | 'REVIEW_ALREADY_WRITTEN'
  | 'REVIEW_NOT_WRITTEN'
  | 'REVIEW_ALREADY_REPLIED'
  | 'PAYMENT_NOT_ATTEMPTED'
  | 'PAYMENT_ALREADY_SETTLED'
  | 'PAYMENT_NOT_APPROVED'
  | 'PAYMENT_NOT_DISPUTED'
  | 'REFUND_NOT_OPEN'
  | 'REFUND_NOT_FAILED'
  | 'PERSON_HAS_OPEN_ORDERS'
  | 'ERASURE_NOT_UNDER_WAY'
  | 'NOTICE_NOT_ATTEMPTED'
  | 'NOTICE_ALREADY_SETTLED';

/** A typed no: the command is understood, and the state does not allow it. Nothing is written. */
export interface Rejection {
  readonly rejected: true;
  readonly code: RejectionCode;
  /** One English sentence for the caller; holds no personal data. */
  readonly detail: string;
  /** Facts that help the caller to go on, such as the new total after `PRICE_CHANGED`. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** What a command leads to: events, nothing (already so), or a rejection. */
export type Decision<Event> = readonly Event[] | Rejection;

/** The whole behaviour of one aggregate, as pure and total functions. */
export interface Decider<State, Command, Event extends DomainEvent> {
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
  readonly decide: (command: Command, state: State) => Decision<Event>;
}

/** Already so: the command changes nothing. */
export const nothing: readonly never[] = [];

/** Says no, with a stable code. */
export function reject(code: RejectionCode, detail: string, facts?: Rejection['facts']): Rejection {
  return facts === undefined ? { rejected: true, code, detail } : { rejected: true, code, detail, facts };
}

/** Tells a rejection from a list of events. */
export function isRejection(decision: Decision<unknown>): decision is Rejection {
  return 'rejected' in decision;
}

/** The state that a history leads to. */
export function fold<State, Event extends DomainEvent>(
  decider: Pick<Decider<State, never, Event>, 'initial' | 'evolve'>,
  events: Iterable<Event>,
): State {
  let state = decider.initial;
  for (const event of events) state = decider.evolve(state, event);
  return state;
}

/**
 * The default branch of an `evolve`: a missing case does not compile, and an event of a newer version leaves the state as it is,
 * so that an older node survives it.
 */
export function unknownEvent<State>(state: State, _event: never): State {
  return state;
}
