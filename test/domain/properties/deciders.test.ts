import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Decider, type DomainEvent, fold, isRejection } from '../../../src/domain/decider.ts';
import { deliveryDecider } from '../../../src/domain/delivery/index.ts';
import { menuDecider } from '../../../src/domain/menu/index.ts';
import { notificationDecider } from '../../../src/domain/notification/index.ts';
import { orderDecider } from '../../../src/domain/order/index.ts';
import { paymentDecider } from '../../../src/domain/payment/index.ts';
import { reviewDecider } from '../../../src/domain/review/index.ts';
import { deliveryCommands, deliveryEvents } from '../examples/delivery.ts';
import { menuEvents } from '../examples/menu.ts';
import { notificationEvents } from '../examples/notification.ts';
import { orderEvents } from '../examples/order.ts';
import { paymentEvents } from '../examples/payment.ts';
import { reviewEvents } from '../examples/review.ts';
import { anyOf, menuCommand, notificationCommand, orderCommand, paymentCommand, reviewCommand } from './arbitraries.ts';

interface Saying {
  readonly type: string;
}

/**
 * Claims are meant to be repeated: each further one stands for a further call to the outside, counted as an attempt. That none is
 * repeated by accident is the work of the exact revision at which its process appends it.
 */
function isClaim(command: Saying): boolean {
  if (command.type === 'AttemptSms') return true;
  return command.type === 'AttemptRefund' && 'renew' in command && command.renew === true;
}

/** These say no the second time, because whoever says them again means another order, or another review. */
const rejectedTheSecondTime = new Set(['PlaceOrder', 'WriteReview']);

/**
 * What holds of every decider. `events` are mixed at will: also a history that no command could have led to must not make a
 * decider throw.
 */
function obeysTheLaws<State, Command extends Saying, Event extends DomainEvent>(
  name: string,
  decider: Decider<State, Command, Event>,
  command: fc.Arbitrary<Command>,
  events: Readonly<Record<string, Event>>,
): void {
  const history = fc.array(anyOf(events), { maxLength: 12 });

  describe(name, () => {
    it('answers every command on every history with its own events, with none, or with a typed no', () => {
      fc.assert(
        fc.property(history, command, (past, said) => {
          const decision = decider.decide(said, fold(decider, past));
          if (isRejection(decision)) expect(decision.code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
          else expect(Object.keys(events)).toEqual(expect.arrayContaining(decision.map(({ type }) => type)));
        }),
      );
    });

    it('goes on through any sequence of commands', () => {
      fc.assert(
        fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
          let state = decider.initial;
          for (const said of commands) {
            const decision = decider.decide(said, state);
            if (!isRejection(decision)) state = decision.reduce(decider.evolve, state);
          }
        }),
      );
    });

    it('changes nothing when a command is said twice', () => {
      fc.assert(
        fc.property(history, command, (past, said) => {
          fc.pre(!isClaim(said));
          const first = decider.decide(said, fold(decider, past));
          fc.pre(!isRejection(first));
          const second = decider.decide(said, fold(decider, [...past, ...(first as readonly Event[])]));
          if (rejectedTheSecondTime.has(said.type)) expect(isRejection(second)).toBe(true);
          else expect(second).toEqual([]);
        }),
        { numRuns: 1000 },
      );
    });

    it('leaves a state as it was when it goes on from there', () => {
      fc.assert(
        fc.property(history, history, (before, after) => {
          const state = fold(decider, before);
          const asItWas = structuredClone(state);
          fold({ ...decider, initial: state }, after);
          expect(state).toEqual(asItWas);
        }),
      );
    });

    it('folds a history in two parts as in one go, and leaves the state it began with as it was', () => {
      const initial = structuredClone(decider.initial);
      fc.assert(
        fc.property(history, history, (before, after) => {
          const inOneGo = structuredClone(fold(decider, [...before, ...after]));
          const inTwoParts = fold({ ...decider, initial: fold(decider, before) }, after);
          expect(inTwoParts).toEqual(inOneGo);
          expect(decider.initial).toEqual(initial);
        }),
      );
    });
  });
}

describe('every decider', () => {
  obeysTheLaws('menu', menuDecider, menuCommand, menuEvents);
  obeysTheLaws('order', orderDecider, orderCommand, orderEvents);
  obeysTheLaws('delivery', deliveryDecider, anyOf(deliveryCommands), deliveryEvents);
  obeysTheLaws('review', reviewDecider, reviewCommand, reviewEvents);
  obeysTheLaws('payment', paymentDecider, paymentCommand, paymentEvents);
  obeysTheLaws('notification', notificationDecider, notificationCommand, notificationEvents);
});
