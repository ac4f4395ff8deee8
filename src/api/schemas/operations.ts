import { z } from 'zod';
import { orderId, timestamp } from './shared.ts';

const lag = z.object({ events: z.int().nullable(), seconds: z.number() });

/** One view as operators see it. */
export const viewSchema = z
  .looseObject({
    name: z.string(),
    version: z.int(),
    position: z.string(),
    lag,
    state: z.string(),
    rebuild: z.unknown(),
    lastVerify: z.unknown(),
  })
  .meta({ id: 'View' });

const openItem = z.strictObject({
  orderId,
  waitingFor: z.string(),
  since: timestamp,
  due: timestamp,
  overdue: z.boolean(),
});
const parkedItem = z.strictObject({ orderId, reason: z.string(), since: timestamp });

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
    parked: z.array(parkedItem),
  })
  .meta({ id: 'Process' });

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
