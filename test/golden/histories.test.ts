// Whole histories as they lie in a log, and what the program makes of them after each event: states, what each process manager would do
// next, and documents. A release that decides otherwise about an old order shows here. `GOLDEN=write` adds files, and
// what their documents lack: views, and fields of views, that came later.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadDelivery, loadOrder, loadPayment } from '../../src/application/order-streams.ts';
import type { EventType, KkotgilEvent } from '../../src/domain/index.ts';
import { parseOpeningHours } from '../../src/domain/opening-hours.ts';
import { orderStatusOf } from '../../src/domain/order-status.ts';
import { paymentStatusOf } from '../../src/domain/payment/index.ts';
import type { StoredEvent } from '../../src/platform/eventstore/event-store.ts';
import type { Moment, ProcessManager } from '../../src/platform/processes/process-manager.ts';
import { documentOf } from '../../src/platform/views/view.ts';
import { GRACE_MS, KEY_WINDOW_MS } from '../../src/processes/payment/context.ts';
import { createPaymentProcess } from '../../src/processes/payment/payment-process.ts';
import { createShippingProcess } from '../../src/processes/shipping/shipping-process.ts';
import { NOTICE_MAX_AGE_MS, SMS_GRACE_MS } from '../../src/processes/sms/context.ts';
import { createSmsProcess } from '../../src/processes/sms/sms-process.ts';
import { views } from '../../src/projections/views.ts';
import { createEventLog, type EventLog, type RecordedEvent } from '../../src/stored-events/event-log.ts';
import { codecWorld } from '../support/codec-world.ts';
import { usualTerms } from '../support/deadline-terms.ts';
import { idOf } from '../support/history.ts';
import { MemoryEventStore } from '../support/memory-event-store.ts';
import { momentAt } from '../support/moment.ts';
import { histories, ORDER_ID, streamOfType } from './histories.ts';
import { samples } from './samples.ts';

interface Golden {
  readonly stored: readonly StoredEvent[];
  /** What holds after each event. */
  readonly after: readonly Standing[];
  /** By view and id, after the last event. */
  readonly documents: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Standing {
  readonly event: string;
  readonly status: string;
  readonly payment: string;
  readonly next: Readonly<Record<string, string>>;
}

const FOLDER = join(import.meta.dirname, 'histories');
const MINUTE_MS = 60_000;
const fileOf = (name: string) => join(FOLDER, `${name}.json`);
const read = (name: string) => JSON.parse(readFileSync(fileOf(name), 'utf8')) as Golden;

/** What lies in the log once all of this has happened, a minute apart. */
async function written(types: readonly EventType[]): Promise<StoredEvent[]> {
  const { codec, context } = await codecWorld();
  const revisions = new Map<string, number>();
  const stored: StoredEvent[] = [];
  for (const [index, type] of types.entries()) {
    const streamId = streamOfType(type);
    const revision = revisions.get(streamId) ?? 0;
    revisions.set(streamId, revision + 1);
    const at = new Date(Date.parse('2026-11-23T03:00:00.000Z') + index * MINUTE_MS).toISOString();
    const commandId = idOf(`${type} ${index}`);
    const event = { type, data: samples[type] } as KkotgilEvent;
    const [encoded] = await codec.encode([event], {
      ...context,
      commandId,
      causationId: commandId,
      correlationId: ORDER_ID,
      at,
    });
    stored.push({
      ...JSON.parse(JSON.stringify(encoded)),
      streamId,
      revision,
      position: String(index + 1).padStart(16, '0'),
    });
  }
  return stored;
}

async function logOf(stored: readonly StoredEvent[]): Promise<EventLog> {
  const { codec } = await codecWorld();
  const store = new MemoryEventStore();
  for (const { streamId, revision, ...event } of stored) {
    await store.append(streamId, revision === 0 ? 'no-stream' : revision - 1, [event]);
  }
  return createEventLog(store, codec);
}

async function standingAfter(stored: readonly StoredEvent[]): Promise<Standing> {
  const log = await logOf(stored);
  const [order, delivery, payment] = await Promise.all([
    loadOrder(log, ORDER_ID),
    loadDelivery(log, ORDER_ID),
    loadPayment(log, ORDER_ID),
  ]);
  const last = stored.at(-1) as StoredEvent;
  const moment = momentAt(Date.parse(last.metadata.at) + 1_000, Date.parse('2026-11-23T00:00:00.000Z'));
  const next: Record<string, string> = {};
  for (const process of processesOf(log)) next[process.name] = await inWords(process, moment);
  if (order.state.status === 'None') throw new Error('every history begins with OrderPlaced');
  return {
    event: last.type,
    status: orderStatusOf(order.state, delivery.state),
    payment: paymentStatusOf(payment.state),
    next,
  };
}

function processesOf(log: EventLog): ProcessManager<unknown, unknown>[] {
  const none = new Proxy(
    {},
    {
      get: () => {
        throw new Error('a decision calls nobody');
      },
    },
  ) as never;
  const terms = { ...usualTerms, hours: parseOpeningHours('09:00-20:00') };
  const common = { log, clock: none, gateway: none };
  const payment = {
    terms,
    callBudgetMs: 30_000,
    graceMs: GRACE_MS,
    keyWindowMs: KEY_WINDOW_MS,
  };
  const sms = {
    floristPhone: '+821055556666',
    maxAgeMs: NOTICE_MAX_AGE_MS,
    callBudgetMs: 20_000,
    graceMs: SMS_GRACE_MS,
  };
  return [
    createPaymentProcess({ ...common, settings: payment }),
    createShippingProcess({ ...common, settings: { terms } }),
    createSmsProcess({ ...common, links: { urlFor: () => 'https://kkot.example/o/link' }, settings: sms }),
  ] as never;
}

async function inWords(process: ProcessManager<unknown, unknown>, moment: Moment): Promise<string> {
  const next = process.decide(await process.load(ORDER_ID), moment);
  if (next.kind === 'done') return 'done';
  if (next.kind === 'wait') return `wait for ${next.wait.waitingFor}`;
  const { kind, command, due } = next.action as {
    kind?: string;
    command?: { type: string };
    due?: { notice: { template: string } };
  };
  return ['do', kind, command?.type, due?.notice.template].filter((word) => word !== undefined).join(' ');
}

async function documentsOf(stored: readonly StoredEvent[]): Promise<Golden['documents']> {
  const { codec } = await codecWorld();
  const events = (await codec.decode(stored)) as RecordedEvent[];
  const all: Record<string, Record<string, unknown>> = {};
  for (const view of views) {
    const documents: Record<string, unknown> = {};
    for (const event of events) {
      const id = documentOf(view, event);
      const body = id === null ? null : view.evolve(documents[id] ?? null, event);
      if (id !== null && body !== null) documents[id] = body;
    }
    all[view.name] = documents;
  }
  return JSON.parse(JSON.stringify(all));
}

async function replayed(stored: readonly StoredEvent[]): Promise<Golden> {
  const after: Standing[] = [];
  for (let count = 1; count <= stored.length; count++) after.push(await standingAfter(stored.slice(0, count)));
  return { stored, after, documents: await documentsOf(stored) };
}

/** What is kept, with what it lacks: views, documents and fields that came later. What it says already stays, be it another now. */
function grown(kept: unknown, now: unknown): unknown {
  if (Array.isArray(kept) && Array.isArray(now) && kept.length === now.length) {
    return kept.map((each, index) => grown(each, now[index]));
  }
  if (!isRecord(kept) || !isRecord(now)) return kept;
  const missing = Object.entries(now).filter(([name]) => !(name in kept));
  const present = Object.entries(kept).map(([name, each]) => [name, name in now ? grown(each, now[name]) : each]);
  return Object.fromEntries([...present, ...missing]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

if (process.env.GOLDEN === 'write') {
  for (const [name, types] of Object.entries(histories)) {
    const golden = existsSync(fileOf(name)) ? read(name) : await replayed(await written(types));
    const documents = grown(golden.documents, await documentsOf(golden.stored)) as Golden['documents'];
    writeFileSync(fileOf(name), `${JSON.stringify({ ...golden, documents }, null, 2)}\n`);
  }
}

describe('an order that was ever written is decided on as it was then', () => {
  it.each(Object.keys(histories))('%s', async (name) => {
    const golden = read(name);
    expect(await replayed(golden.stored)).toEqual(golden);
  });

  it('in each history that is kept', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(
      Object.keys(histories)
        .map((name) => `${name}.json`)
        .sort(),
    );
  });
});
