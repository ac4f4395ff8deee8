import { z } from 'zod';
import type { DisputedAmounts } from '../../domain/payment/index.ts';
import type { LogStatus } from '../../platform/eventstore/log-operations.ts';
import type { OpenItemView, ParkedItemView, ProcessView } from '../../platform/processes/operations.ts';
import type { ViewStatus } from '../../platform/views/view-operations.ts';
import type { ReconciliationOperations } from '../../processes/operations.ts';
import type { Missing } from '../../stored-events/agreement.ts';
import { orderId, timestamp } from './shared.ts';

// What the machinery calls an instance is an order here, and its facts are amounts.
type OfOrder<Item> = Omit<Item, 'instanceId' | 'facts'> & { readonly orderId: string };

const lag = z.object({ events: z.int().nullable(), seconds: z.number() });

const build = z
  .strictObject({
    version: z.int(),
    state: z.enum(['waiting', 'reading', 'comparing']),
    fraction: z.number().meta({ description: 'how much of history was read, 0 to 1' }),
    events: z.int().nullable(),
    eventsPerSecond: z.int().nullable(),
    secondsLeft: z.number().nullable(),
  })
  .meta({ id: 'ViewBuild' });

const comparison = z
  .strictObject({
    at: timestamp,
    live: z.int(),
    rebuilt: z.int(),
    position: z.string(),
    compared: z.int(),
    differing: z.int(),
    different: z
      .array(
        z.strictObject({
          id: z.string(),
          kind: z.enum(['missing', 'surplus', 'changed']),
          pointers: z.array(z.string()),
        }),
      )
      .meta({ description: 'the first hundred' }),
    tookMs: z.number(),
    fault: z.string().nullable().meta({ description: 'why nothing was built, or what was built did not go live' }),
  })
  .meta({ id: 'ViewComparison' });

/** One view as operators see it. */
export const viewSchema = z
  .strictObject({
    name: z.string(),
    version: z.int(),
    position: z.string(),
    lag,
    state: z.enum(['live', 'catching-up', 'stale']),
    advice: z
      .array(z.string())
      .meta({ description: 'in words: what is not as it should be, and what to do; empty when all is' }),
    parked: z.array(z.strictObject({ orderId: z.string(), reason: z.string() })),
    kept: z.array(z.int()).meta({ description: 'versions that can be switched to' }),
    rebuild: build.nullable(),
    verify: build.nullable(),
    lastRebuild: comparison.nullable(),
    lastVerify: comparison.nullable(),
  })
  .meta({ id: 'View' });
type ParkedDocument = { readonly orderId: string; readonly reason: string };
type ViewAnswer = Omit<ViewStatus, 'parked'> & { readonly parked: readonly ParkedDocument[] };
null as unknown as Missing<ViewAnswer, z.output<typeof viewSchema>> satisfies never;

const openItem = z.strictObject({
  orderId,
  waitingFor: z.string().meta({ description: 'a word of the process', examples: ['florist-answer'] }),
  what: z.string().meta({ description: 'the same in words' }),
  cause: z.string().nullable().meta({ description: 'why it could not go on when it was last tried' }),
  advice: z.string().meta({ description: 'what an operator can do' }),
  since: timestamp,
  due: timestamp,
  overdue: z.boolean(),
  amounts: z
    .strictObject({ asked: z.int(), charged: z.int(), refunded: z.int(), currency: z.string() })
    .nullable()
    .meta({ description: 'of a `dispute`: what was asked for and what was charged' }),
});
const parkedItem = z.strictObject({
  orderId,
  reason: z.string().meta({ description: 'why it can’t go on' }),
  advice: z.string().meta({ description: 'what an operator can do' }),
  since: timestamp,
});
const waitCount = z.strictObject({ waitingFor: z.string(), what: z.string(), open: z.int(), overdue: z.int() });

/** One process manager as operators see it. */
export const processSchema = z
  .strictObject({
    name: z.string(),
    position: z.string(),
    lag,
    inFlight: z.int(),
    open: z
      .array(openItem)
      .meta({ description: 'What it waits for, most urgent first; not more than an answer can hold' }),
    openCount: z.int(),
    waits: z.array(waitCount).meta({ description: 'how many orders wait for what' }),
    parked: z.array(parkedItem),
  })
  .meta({ id: 'Process' });
type ProcessAnswer = Omit<ProcessView, 'open' | 'parked'> & {
  readonly open: readonly (OfOrder<OpenItemView> & { readonly amounts: DisputedAmounts | null })[];
  readonly parked: readonly OfOrder<ParkedItemView>[];
};
null as unknown as Missing<ProcessAnswer, z.output<typeof processSchema>> satisfies never;

const difference = z.strictObject({ orderId: z.string(), kind: z.string(), detail: z.string() });

/** The last comparison of the payment gateway's list with the streams. */
export const reconciliationSchema = z
  .strictObject({
    state: z.enum(['never-run', 'running', 'done', 'failed']),
    startedAt: timestamp.nullable(),
    finishedAt: timestamp.nullable(),
    charges: z.int(),
    differences: z.array(difference),
    failure: z.string().nullable(),
  })
  .meta({ id: 'Reconciliation' });
type Reconciled = Awaited<ReturnType<ReconciliationOperations['reconciliation']>>;
// Of which kind a difference is, a process of another release may say in a word of its own.
type Difference = Omit<Reconciled['differences'][number], 'kind'> & { readonly kind: string };
null as unknown as Missing<
  Omit<Reconciled, 'differences'> & { readonly differences: readonly Difference[] },
  z.output<typeof reconciliationSchema>
> satisfies never;

/** The check of the log, as operators see it. */
export const logSchema = z
  .strictObject({
    head: z.string().meta({ description: 'position of the last event' }),
    checkedTo: z.string().meta({ description: 'up to here all was checked since the start' }),
    checkedAt: timestamp.nullable().meta({ description: 'when all of it was last checked' }),
    damage: z
      .array(
        z.strictObject({
          position: z.string(),
          streamId: z.string().nullable().meta({ description: 'null where nobody can tell any more' }),
          what: z.enum(['changed', 'missing', 'unreadable', 'key-lost', 'hash-changed']),
        }),
      )
      .meta({ description: 'the first thousand; the metric kkotgil_log_damage counts all' }),
  })
  .meta({ id: 'Log' });
null as unknown as Missing<Omit<LogStatus, 'more'>, z.output<typeof logSchema>> satisfies never;
