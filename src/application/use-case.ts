import type { Rejection } from '../domain/decider.ts';
import type { Won } from '../domain/money.ts';
import type { Position } from '../platform/eventstore/event-store.ts';
import type { IdSource } from '../platform/runtime/ids.ts';
import type { CommandDeps, Handled } from '../stored-events/event-log.ts';
import type { MenuReader } from '../stored-events/menu-reader.ts';
import type { UnpaidOrders } from './unpaid-orders.ts';

/** Finds or makes the key of the person with this phone (E.164). The keyring does it. */
export interface SubjectFinder {
  subjectFor(phone: string): Promise<string>;
}

/** What the use cases work with. */
export interface Shop extends CommandDeps {
  readonly ids: IdSource;
  readonly menu: MenuReader;
  readonly people: SubjectFinder;
  readonly unpaid: UnpaidOrders;
  readonly deliveryFee: Won;
}

/** What a use case answers. `replayed` tells that an earlier run of the same command had this result. */
export type UseCaseResult<Value> =
  | { readonly kind: 'done'; readonly value: Value; readonly position: Position; readonly replayed: boolean }
  /** `position`: of the last event that it was decided on, where one was. */
  | { readonly kind: 'rejected'; readonly rejection: Rejection; readonly position?: Position }
  /** The Idempotency-Key came before with another body. */
  | { readonly kind: 'key-reused' };

/** Turns what became of a command into what the caller is told of it. */
export function toResult<State, Value>(handled: Handled<State>, value: (state: State) => Value): UseCaseResult<Value> {
  if (handled.kind === 'key-reused') return handled;
  const { state, position } = handled;
  if (handled.kind === 'rejected') return { kind: 'rejected', rejection: handled.rejection, position };
  return { kind: 'done', value: value(state), position, replayed: handled.kind === 'replayed' };
}
