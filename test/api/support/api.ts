import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { FastifyBaseLogger, FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createAccounts } from '../../../src/accounts/accounts.ts';
import { ScryptHasher } from '../../../src/accounts/passwords.ts';
import { buildApi } from '../../../src/api/app.ts';
import type { ApiConfig, ApiDeps, PagesDeps } from '../../../src/api/deps.ts';
import { noTrustedProxies } from '../../../src/api/identity/caller-address.ts';
import type { LastHour, Minute } from '../../../src/api/last-hour.ts';
import { type UnpaidOrders, uncountedOrders } from '../../../src/application/unpaid-orders.ts';
import type { Shop } from '../../../src/application/use-case.ts';
import type { InboxMessage, SmsInbox } from '../../../src/gateways/sms-inbox.ts';
import { TrackingLinks } from '../../../src/links/tracking-link.ts';
import type { LogCheckState } from '../../../src/platform/eventstore/log-check/log-check.ts';
import { createEventLog } from '../../../src/stored-events/event-log.ts';
import { MENU_STREAM, MenuReader } from '../../../src/stored-events/menu-reader.ts';
import { usualTerms } from '../../support/deadline-terms.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { History, idOf } from '../../support/history.ts';
import { MemoryAccountStore } from '../../support/memory-account-store.ts';
import { MemoryEventStore } from '../../support/memory-event-store.ts';
import { PlainCodec } from '../../support/plain-codec.ts';
import { Contract } from './contract.ts';
import { aMenu, anOrder } from './examples.ts';
import { FakeOperations, FakeSkipNotes } from './fake-operations.ts';
import { FakeViewOperations } from './fake-view-operations.ts';
import { StreamQueries } from './stream-queries.ts';

export const FLORIST_TOKEN = 'the-florist-token-of-the-tests';
/** Signs what forms carry. */
export const FORMS_KEY = Buffer.alloc(32, 3);
export const OPERATOR_TOKEN = 'the-operator-token-of-the-tests';
export const IDENTITIES = ['nobody', 'forger', 'customer', 'another customer', 'florist', 'operator'] as const;
export type Who = (typeof IDENTITIES)[number];

/** An answer as tests look at it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape, and the contract checks the shapes.
  readonly body: any;
}

export interface Placed {
  readonly orderId: string;
  readonly trackingToken: string;
  readonly position: string;
}

/** What the API says of itself; every answer that a test gets is held to it. */
let contract: Contract | undefined;

/** The API over ports in memory, and everything a test may want to move or look at. */
export class TestApi {
  readonly clock = new FixedClock();
  readonly store = new MemoryEventStore();
  readonly log = createEventLog(this.store, new PlainCodec());
  readonly links = new TrackingLinks(Buffer.alloc(32, 1), 'https://kkotgil.example');
  readonly history = new History(this.clock, this.log);
  readonly queries = new StreamQueries(this.log, this.clock);
  readonly people = new MemoryAccountStore();
  /** Who was shown which orders, by which route. */
  readonly looks: (readonly [who: string, route: string, orders: readonly string[]])[] = [];
  readonly accounts = createAccounts({
    store: this.people,
    key: Buffer.alloc(32, 4),
    random: (size) => this.#random(size),
    clock: this.clock,
    ids: { next: () => idOf(`person-${this.#ids++}`) },
    terms: { idleMs: 12 * 3_600_000, longestMs: 7 * 24 * 3_600_000 },
    hasher: new ScryptHasher((size) => this.#random(size), { ln: 1, r: 1, p: 1 }),
  });
  readonly operations = new FakeOperations();
  readonly viewOperations = new FakeViewOperations();
  /** Counts nothing, where a test does not say otherwise. */
  unpaid: UnpaidOrders = uncountedOrders;
  readonly metrics = new Registry();
  /** Every line of the program's log. */
  readonly lines: string[] = [];
  /** What was texted, as the page of the simulator finds it. */
  texted: readonly InboxMessage[] | null = [];
  readonly inbox: SmsInbox = { newest: async (limit) => this.texted?.slice(0, limit) ?? null };
  /** The last hour, as the pages find it. */
  minutes: readonly Minute[] = [];
  readonly lastHour: LastHour = { minutes: async () => this.minutes };
  readonly skipNotes = new FakeSkipNotes();
  notReady: string[] = [];
  warnings: string[] = [];
  logState: LogCheckState = { checkedTo: '', checkedAt: null, damage: [], more: 0 };
  #app: FastifyInstance | null = null;
  #ids = 0;

  /** Builds the app, with the menu of the examples. */
  static async start(over: Partial<ApiDeps> = {}, config: Partial<ApiConfig> = {}): Promise<TestApi> {
    const api = new TestApi();
    api.#app = await buildApi({ ...api.#deps(config), ...over });
    contract ??= new Contract((await api.app.inject('/openapi.json')).json());
    await api.#fillMenu();
    return api;
  }

  get contract(): Contract {
    if (contract === undefined) throw new Error('not started');
    return contract;
  }

  get app(): FastifyInstance {
    if (this.#app === null) throw new Error('not started');
    return this.#app;
  }

  /** Sends a request without a socket. */
  async send(options: InjectOptions): Promise<Answer> {
    const answer = await this.app.inject(options);
    const { statusCode: status, headers } = answer;
    const body = parse(answer.body) as Answer['body'];
    const operation = contract?.find(String(options.method), String(options.url));
    // Dots in a path are walked before routes are looked for: what was sent there may have arrived nowhere.
    const arrived = body?.code !== 'NOT_FOUND';
    if (operation !== undefined && arrived) contract?.check(operation, status, String(headers['content-type']), body);
    return { status, headers, body };
  }

  get(url: string, token?: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send({ method: 'GET', url, headers: { ...bearer(token), ...headers } });
  }

  /** Without a body, sends none, and no content type. */
  post(url: string, token?: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const payload = body === undefined ? {} : { payload: body as object };
    return this.send({ method: 'POST', url, headers: { ...bearer(token), ...headers }, ...payload });
  }

  /** Places an order that has to be taken. */
  async placed(over: Readonly<Record<string, unknown>> = {}): Promise<Placed> {
    const { status, body } = await this.post('/api/orders', undefined, anOrder(over));
    if (status !== 201) throw new Error(`not placed: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Places an order and pays it; the florist is asked. */
  async requested(): Promise<Placed> {
    const placed = await this.placed();
    await this.history.happened(placed.orderId, 'OrderPaid', { paymentId: 'pay-1', amount: 90_000 });
    await this.history.happened(placed.orderId, 'DeliveryRequested', { deliverOn: null, window: null });
    return placed;
  }

  /** The types of all events of one stream. */
  async eventsOf(streamId: string): Promise<string[]> {
    return (await this.log.readStream(streamId)).map(({ type }) => type);
  }

  /** How many events there are. */
  async size(): Promise<number> {
    let size = 0;
    for await (const page of this.store.readAll()) size += page.length;
    return size;
  }

  /** Lets time pass once somebody waits for it. */
  async afterWaiting(ms: number): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (this.clock.sleepers === 0) {
      if (performance.now() > deadline) throw new Error('nobody waits for time to pass');
      await setImmediate();
    }
    await this.clock.advance(ms);
  }

  async stop(): Promise<void> {
    await this.app.close();
  }

  #deps(config: Partial<ApiConfig>): ApiDeps {
    const shop: Shop = {
      log: this.log,
      clock: this.clock,
      ids: { next: () => idOf(`api-${this.#ids++}`) },
      menu: new MenuReader(this.log),
      people: { subjectFor: async (phone) => `key-of-${phone}` },
      unpaid: { enter: (phone, orderId) => this.unpaid.enter(phone, orderId) },
      deliveryFee: 0,
    };
    const logger = pino({ level: 'info' }, { write: (line: string) => this.lines.push(line) });
    return {
      shop,
      queries: this.queries,
      operations: this.operations,
      skipNotes: this.skipNotes,
      viewOperations: this.viewOperations,
      accounts: this.accounts,
      identities: { links: this.links, floristToken: FLORIST_TOKEN, operatorToken: OPERATOR_TOKEN },
      idempotencyKey: Buffer.alloc(32, 2),
      events: this.store,
      timer: this.clock,
      readiness: () => this.notReady,
      warnings: async () => this.warnings,
      logOperations: { status: async () => ({ ...this.logState, head: await this.store.head() }) },
      eraser: {
        erase: async () => ({
          kind: 'done',
          value: { erased: false, ordersKept: 0 },
          position: await this.store.head(),
          replayed: false,
        }),
      },
      looks: { note: (...look) => this.looks.push(look) },
      kept: {
        terms: { personalMs: 5 * 365 * 86_400_000, looksMs: 365 * 86_400_000 },
        retention: { figures: async () => ({ people: 3, peopleSoon: 5, looks: 7 }), lastRun: async () => null },
        looks: { newest: async () => [] },
      },
      spans: null,
      metrics: this.metrics,
      logger: logger as FastifyBaseLogger,
      config: {
        publicUrl: 'https://kkotgil.example',
        serveApi: true,
        rateLimit: false,
        trustedProxies: noTrustedProxies,
        serveMetrics: true,
        phoneCountries: ['KR'],
        maxStreams: 100,
        ...config,
      },
      pages: pagesDeps({
        random: (size) => this.#random(size),
        inbox: this.inbox,
        lastHour: this.lastHour,
      }),
    };
  }

  /** Never the same twice, and the same in each run. */
  #random(size: number): Uint8Array {
    return createHash('shake256', { outputLength: size })
      .update(`${this.#ids++}`)
      .digest();
  }

  async #fillMenu(): Promise<void> {
    const items = aMenu.map((data) => ({ type: 'MenuItemAdded', data }) as const);
    await this.log.append(MENU_STREAM, 'no-stream', items, {
      commandId: idOf('menu'),
      correlationId: idOf('menu'),
      causationId: idOf('menu'),
      actor: 'test',
      at: '2026-05-08T00:00:00.000Z',
      subjects: {},
    });
  }
}

/** What pages need, for a test that says only what it is about. */
export function pagesDeps(over: Partial<PagesDeps> = {}): PagesDeps {
  return {
    formsKey: FORMS_KEY,
    random: (size) => Buffer.alloc(size, 7),
    terms: usualTerms,
    simulated: true,
    inbox: null,
    lastHour: { minutes: async () => [] },
    processName: 'test, 1',
    ...over,
  };
}

/** The token that somebody shows for an order. */
export function tokenOf(api: TestApi, who: Who, orderId: string): string | undefined {
  const tokens: Record<Who, string | undefined> = {
    nobody: undefined,
    forger: `${api.links.tokenFor(orderId).slice(0, -4)}AAAA`,
    customer: api.links.tokenFor(orderId),
    'another customer': api.links.tokenFor(idOf('another order')),
    florist: FLORIST_TOKEN,
    operator: OPERATOR_TOKEN,
  };
  return tokens[who];
}

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}
