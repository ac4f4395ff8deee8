import { StoreUnavailable } from '../platform/eventstore/event-store.ts';
import type { Holding } from '../platform/leases/hold.ts';
import type { OpsStore } from '../platform/processes/ops-store.ts';
import type { ViewStore } from '../platform/views/view-store.ts';
import type { EventLog } from '../stored-events/event-log.ts';
import type { Gateways } from './gateways.ts';

const OPS_WRITES = ['load', 'save', 'write'] as const satisfies readonly (keyof OpsStore)[];
const VIEW_WRITES = [
  'create',
  'goLive',
  'keep',
  'drop',
  'report',
  'apply',
] as const satisfies readonly (keyof ViewStore)[];
const CHARGES = ['charge', 'refund', 'chargesOf'] as const;
const MESSAGES = ['send', 'find'] as const;

/** That by which a process manager does what others see. */
interface ActingDeps {
  readonly log: EventLog;
  readonly ops: OpsStore;
  readonly gateways: Gateways;
}

/**
 * What a process manager works with as long as its lease stands. After that nothing is written and nobody outside is called, whatever
 * it is in the middle of; and once it is to stop no call is tried again.
 */
export function whileHeld<Deps extends ActingDeps>(deps: Deps, held: Holding): Deps {
  const { log, ops, gateways } = deps;
  const permit = permitOf(held);
  const payment = gateways.payment.until(held.signal);
  const sms = gateways.sms.until(held.signal);
  return {
    ...deps,
    log: log.withPermit(permit),
    ops: opsWhileHeld(ops, held),
    gateways: { ...gateways, payment: permitted(payment, CHARGES, permit), sms: permitted(sms, MESSAGES, permit) },
  };
}

/**
 * Operational state as long as the lease stands: after that it is only read. It is taken over and written in the term of the lease, so
 * that a call which was on its way while the lease went to another changes nothing.
 */
export function opsWhileHeld(ops: OpsStore, held: Holding): OpsStore {
  const permittedOps = permitted(ops, OPS_WRITES, permitOf(held));
  const inTerm: Pick<OpsStore, 'load' | 'write'> = {
    load: (process) => permittedOps.load(process, held.term),
    write: (name, document) => permittedOps.write(name, document, held.term),
  };
  return new Proxy(permittedOps, {
    get: (target, name) => Reflect.get(Object.hasOwn(inTerm, name) ? inTerm : target, name),
  });
}

/** The views' store as long as the lease stands: after that it is only read. */
export function viewsWhileHeld(store: ViewStore, held: Holding): ViewStore {
  return permitted(store, VIEW_WRITES, permitOf(held));
}

function permitOf({ stands, term }: Holding): () => void {
  return () => {
    if (!stands()) throw new StoreUnavailable(`the lease is lost that was held in term ${term}`);
  };
}

/** An object some of whose methods, which answer with promises, need a permit at each call. */
function permitted<T extends object>(target: T, methods: readonly (keyof T)[], permit: () => void): T {
  return new Proxy(target, {
    get: (_, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      if (!methods.includes(name as keyof T)) return member.bind(target);
      return async (...args: unknown[]) => {
        permit();
        return member.apply(target, args);
      };
    },
  });
}
