import { z } from 'zod';
import type { AuditEvent } from '../../audit/audit-event.ts';
import type { OrderStory, StoryEvent } from '../../audit/story.ts';
import type { StreamPage } from '../../audit/stream-events.ts';
import type { Missing } from '../../stored-events/agreement.ts';
import { orderId, orderStatus, paymentStatus, position, timestamp } from './shared.ts';

const place = position.meta({ description: 'Opaque; where an event stands in the whole log' });

const auditEvent = z.strictObject({
  position: place,
  stream: z.string(),
  revision: z.int().min(0),
  id: z.string(),
  type: z.string(),
  schema: z.int().nullable().meta({ description: 'version of the body as it is stored' }),
  at: z.string().nullable(),
  actor: z.string().nullable(),
  commandId: z.string().nullable(),
  causationId: z.string().nullable(),
  correlationId: z.string().nullable(),
  data: z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description: 'erased texts read `[erased]`, secrets `[hidden]`; null when the event can’t be read' }),
  fault: z.string().nullable().meta({ description: 'why the event can’t be read; null when it can' }),
});

const cause = z
  .strictObject({
    kind: z.enum(['command', 'event', 'unknown']),
    id: z.string().nullable(),
    position: place.nullable().meta({ description: 'where the event stands that was the cause' }),
  })
  .meta({ id: 'Cause' });

/** Some events of one stream. */
export const streamPageSchema = z
  .strictObject({
    stream: z.string(),
    events: z.array(auditEvent.meta({ id: 'AuditEvent' })),
    nextFrom: z.int().nullable().meta({ description: 'hand it in as `from`; null at the end of the stream' }),
  })
  .meta({ id: 'StreamPage' });
type Readable<Event> = Omit<Event, 'data'> & { readonly data: Readonly<Record<string, unknown>> | null };
null as unknown as Missing<
  Omit<StreamPage, 'events'> & { readonly events: readonly Readable<AuditEvent>[] },
  z.output<typeof streamPageSchema>
> satisfies never;

/** All that happened to one order. */
export const storySchema = z
  .strictObject({
    orderId,
    events: z.array(
      z
        .strictObject({
          ...auditEvent.shape,
          cause,
          effects: z.array(place).meta({ description: 'the events that it caused' }),
          status: orderStatus.nullable().meta({ description: 'the order’s, after this event' }),
          paymentStatus: paymentStatus.nullable().meta({ description: 'its money’s, after this event' }),
        })
        .meta({ id: 'StoryEvent' }),
    ),
    damaged: z
      .array(z.strictObject({ stream: z.string(), detail: z.string() }))
      .meta({ description: 'streams whose events had to be left out' }),
  })
  .meta({ id: 'Story' });
null as unknown as Missing<
  Omit<OrderStory, 'events'> & { readonly events: readonly Readable<StoryEvent>[] },
  z.output<typeof storySchema>
> satisfies never;

/** The moment of the past that is asked for. */
export const time = timestamp.meta({ description: 'RFC 3339, UTC', examples: ['2026-12-24T04:00:00.000Z'] });
