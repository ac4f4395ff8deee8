import type { FastifyBaseLogger } from 'fastify';
import type { Registry } from 'prom-client';
import type { Accounts } from '../accounts/accounts.ts';
import type { PersonEraser } from '../application/erase-person.ts';
import type { Shop } from '../application/use-case.ts';
import type { DeadlineTerms } from '../domain/deadlines.ts';
import type { SmsInbox } from '../gateways/sms-inbox.ts';
import type { TrackingLinks } from '../links/tracking-link.ts';
import type { LookStore } from '../looks/look-store.ts';
import type { EventStore } from '../platform/eventstore/event-store.ts';
import type { LogOperations } from '../platform/eventstore/log-operations.ts';
import type { SkipNotes } from '../platform/processes/skip-notes.ts';
import type { Spans } from '../platform/runtime/spans.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import type { ViewOperations } from '../platform/views/view-operations.ts';
import type { ShopOperations } from '../processes/operations.ts';
import type { Retention, RetentionTerms } from '../processes/retention/retention.ts';
import type { Queries } from '../projections/queries.ts';
import type { TrustedProxies } from './identity/caller-address.ts';
import type { PhoneCountries } from './input/phone-number.ts';
import type { LastHour } from './last-hour.ts';
import type { Looks } from './plugins/looks.ts';

/** The tokens by which callers show who they are. */
export interface Identities {
  readonly links: TrackingLinks;
  readonly floristToken: string;
  readonly operatorToken: string;
}

export interface ApiConfig {
  /** How links in answers begin, without a slash at the end. */
  readonly publicUrl: string;
  /** False in a process without the role `api`: it answers probes, and metrics, alone. */
  readonly serveApi: boolean;
  /** False for load tests only. */
  readonly rateLimit: boolean;
  /** Which proxies may say for whom they ask. */
  readonly trustedProxies: TrustedProxies;
  /** False when the metrics have a port of their own. */
  readonly serveMetrics: boolean;
  /** Whose mobile numbers can get an SMS; the first one is meant when a number names no country. */
  readonly phoneCountries: PhoneCountries;
  /** How many event streams this process keeps open at once. */
  readonly maxStreams: number;
}

/** The log as event streams watch it: undecoded, because they need to know only that something happened. */
export type EventFeed = Pick<EventStore, 'head' | 'subscribe' | 'readAll'>;

/** What the pages need beside what the API has. */
export interface PagesDeps {
  /** Signs what forms carry. */
  readonly formsKey: Uint8Array;
  readonly random: (size: number) => Uint8Array;
  /** Until when people are told that something happens. */
  readonly terms: DeadlineTerms;
  /** Development: payments are simulated, and there is a page for who works on the pages. */
  readonly simulated: boolean;
  /** Development: where sent messages can be read; null in production. */
  readonly inbox: SmsInbox | null;
  /** The numbers of the last hour, and the process whose they are. */
  readonly lastHour: LastHour;
  readonly processName: string;
}

/** What the page of privacy tells of what is kept of people, and for how long. */
export interface KeptData {
  readonly terms: RetentionTerms;
  readonly retention: Pick<Retention, 'figures' | 'lastRun'>;
  readonly looks: Pick<LookStore, 'newest'>;
}

/** Everything that the HTTP API works with. */
export interface ApiDeps {
  readonly shop: Shop;
  readonly queries: Queries;
  readonly viewOperations: ViewOperations;
  readonly operations: ShopOperations;
  readonly skipNotes: SkipNotes;
  readonly logOperations: LogOperations;
  readonly eraser: Pick<PersonEraser, 'erase'>;
  /** Is told who of the shop was shown whose data. */
  readonly looks: Looks;
  readonly kept: KeptData;
  readonly identities: Identities;
  /** The shop's own people. */
  readonly accounts: Accounts;
  /** Key of the command ids and digests that Idempotency-Keys lead to. */
  readonly idempotencyKey: Uint8Array;
  readonly events: EventFeed;
  readonly timer: Timer;
  /** Why this process can't work now; empty when it can. */
  readonly readiness: () => readonly string[] | Promise<readonly string[]>;
  /** What an operator has to look at though this process works. */
  readonly warnings: () => Promise<readonly string[]>;
  /** Null where nobody collects traces. */
  readonly spans: Spans | null;
  /** What `/metrics` shows. Whoever has a gauge to add registers it here. */
  readonly metrics: Registry;
  readonly logger: FastifyBaseLogger;
  readonly config: ApiConfig;
  readonly pages: PagesDeps;
}
