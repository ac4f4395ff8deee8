import type { Registry } from 'prom-client';
import type { AccountStore } from '../accounts/account-store.ts';
import type { LookStore } from '../looks/look-store.ts';
import type { EventStore } from '../platform/eventstore/event-store.ts';
import type { Keyring } from '../platform/eventstore/keyring/keyring.ts';
import type { KeyringSecrets } from '../platform/eventstore/keyring/keyring-secrets.ts';
import type { LogWalk } from '../platform/eventstore/log-check/damage.ts';
import type { LeaseStore } from '../platform/leases/lease-store.ts';
import type { OpsStore } from '../platform/processes/ops-store.ts';
import type { Logger } from '../platform/runtime/logger.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import type { HistoryFiller } from '../platform/views/history-filler.ts';
import type { ViewStore } from '../platform/views/view-store.ts';
import type { EventLog } from '../stored-events/event-log.ts';

/** What stores are opened with. */
export interface StoresDeps {
  readonly secrets: KeyringSecrets;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Aborts when nobody wants them any more: nothing is waited for then. */
  readonly signal: AbortSignal;
}

/** How processes agree on who does what only one may do. */
export interface LeaseTerms {
  readonly store: LeaseStore;
  /** The name of this process among all that ever were. */
  readonly holder: string;
  readonly timer: Timer;
}

/** Everything that is kept. */
export interface Stores {
  readonly events: EventStore;
  readonly log: EventLog;
  readonly keyring: Keyring;
  readonly views: ViewStore;
  /** Takes long histories into views beside the thread that serves; null where that is for another process to do. */
  readonly filler: HistoryFiller | null;
  readonly ops: OpsStore;
  readonly accounts: AccountStore;
  readonly looks: LookStore;
  /** Walks over the whole log in search of damage. */
  readonly walk: LogWalk;
  /** Why what is kept can't be relied on now, in words; empty when it can. */
  readonly faults: () => readonly string[];
  /** Clears the files that were set aside of an erased person, by the id of their key. */
  readonly clearAside: (person: string) => void;
  /** Null where only one process can be. */
  readonly leases: LeaseTerms | null;
  /** Closes all, the log last: what is still written goes there. */
  close(): Promise<void>;
}
