import { type Decider, type DomainEvent, isRejection } from '../../../src/domain/decider.ts';
import { type DeliveryCommand, deliveryDecider } from '../../../src/domain/delivery/index.ts';
import type { KkotgilEvent } from '../../../src/domain/index.ts';
import { type OrderCommand, orderDecider } from '../../../src/domain/order/index.ts';
import { type PaymentCommand, paymentDecider } from '../../../src/domain/payment/index.ts';
import { type ReviewCommand, reviewDecider } from '../../../src/domain/review/index.ts';

/** One stream as it stands. */
interface Stream<State, Command, Event extends DomainEvent> {
  readonly decider: Decider<State, Command, Event>;
  readonly state: State;
}

function empty<State, Command, Event extends DomainEvent>(
  decider: Decider<State, Command, Event>,
): Stream<State, Command, Event> {
  return { decider, state: decider.initial };
}

const noStreams = {
  order: empty(orderDecider),
  delivery: empty(deliveryDecider),
  review: empty(reviewDecider),
  payment: empty(paymentDecider),
};

/** The streams of an order, as somebody saw them at one moment. */
export type Streams = typeof noStreams;

/** A command to one of the streams. */
export type Saying =
  | { readonly to: 'order'; readonly command: OrderCommand }
  | { readonly to: 'delivery'; readonly command: DeliveryCommand }
  | { readonly to: 'review'; readonly command: ReviewCommand }
  | { readonly to: 'payment'; readonly command: PaymentCommand };

/** What the payment system knows of this order. All charge calls carry one key, so its verdict is final. */
export interface Gateway {
  /** Calls that have left and that the gateway has not heard yet. */
  readonly calls: number;
  /** `less`: another amount than was asked for. */
  readonly charge: 'none' | 'approved' | 'less' | 'declined';
  readonly refund: 'none' | 'approved' | 'refused';
}

/** The life of one order: its streams, what happened in them in its true order, and the gateway outside. */
export class OneOrder {
  gateway: Gateway = { calls: 0, charge: 'none', refund: 'none' };
  readonly story: KkotgilEvent[] = [];
  /** The streams as they were at first, and after each command that had led to something. */
  readonly #past: Streams[] = [noStreams];

  /** The streams as they stand, or as they were some changes ago. */
  streams(changesAgo = 0): Streams {
    return this.#past.at(-1 - changesAgo) ?? noStreams;
  }

  /** Appends what the command leads to, decided on the stream as it stands now. */
  say({ to, command }: Saying): void {
    const now = this.streams();
    const stream = now[to] as Stream<unknown, typeof command, KkotgilEvent>;
    const decision = stream.decider.decide(command, stream.state);
    if (isRejection(decision) || decision.length === 0) return;
    const state = decision.reduce(stream.decider.evolve, stream.state);
    this.#past.push({ ...now, [to]: { ...stream, state } });
    this.story.push(...decision);
  }
}
