import { z } from 'zod';
import { storyPage } from '../../../../../web/staff/ops/story.ts';
import type { Standing } from '../../../../../web/story/standing.ts';
import { type AuditedOrder, readAuditedOrder } from '../../../../audit/audited-order.ts';
import { eventsUpTo, orderAfterEach } from '../../../../audit/standing.ts';
import { type OrderStory, tellStory } from '../../../../audit/story.ts';
import type { OrderId } from '../../../../domain/ids.ts';
import { positionToken } from '../../../input/position.ts';
import { invalid, orderNotFound } from '../../../problems/problem.ts';
import { time } from '../../../schemas/audit.ts';
import type { Api } from '../../../types.ts';
import { type StaffKit, staffPage } from '../kit.ts';

/** The story of an order (R15), and how it stood after any of its events: by number, by position, or by a time. */
export function storyRoute(app: Api, kit: StaffKit): void {
  const { log } = kit.deps.shop;
  const query = z.object({
    event: z
      .string()
      .regex(/^\d{1,6}$/, 'must be the number of an event')
      .transform(Number)
      .optional(),
    position: positionToken(log.logId).optional(),
    at: time.optional(),
  });

  app.get<{ Params: { orderId: OrderId } }>('/ops/audit/:orderId', staffPage('operator'), async (request, reply) => {
    const asked = query.safeParse(request.query);
    if (!asked.success) throw invalid('The query is not valid.', []);
    const record = await readAuditedOrder(log, request.params.orderId);
    if (record === null) throw orderNotFound();
    const story = tellStory(log.logId, record);
    const chosen = chosenOf(record, asked.data);
    const context = kit.contextOf(request, reply);
    return kit.send(reply, storyPage(context, { story, chosen, standing: standingAfter(record, story, chosen) }));
  });
}

/** After how many events the order is asked for; null for as it stands. */
function chosenOf(
  record: AuditedOrder,
  { event, position, at }: { event?: number | undefined; position?: string | undefined; at?: string | undefined },
): number | null {
  const { length } = record.events;
  const count =
    event ??
    (position !== undefined
      ? eventsUpTo(record, { position })
      : at !== undefined
        ? eventsUpTo(record, { at })
        : length);
  return count >= length ? null : count;
}

function standingAfter(record: AuditedOrder, { events }: OrderStory, chosen: number | null): Standing {
  const after = orderAfterEach(record);
  const count = chosen ?? events.length;
  const order = after[count - 1] ?? null;
  const isKnown =
    order !== null || (record.damaged.length === 0 && events.slice(0, count).every(({ fault }) => fault === null));
  return { order: isKnown ? order : 'unknown', before: after[count - 2] ?? null };
}
