import { z } from 'zod';
import { notice } from '../../../../../web/components/messages.ts';
import { dayPage } from '../../../../../web/staff/counter/day.ts';
import { counterTexts } from '../../../../../web/texts/staff/counter/texts.ts';
import type { Api } from '../../../types.ts';
import { type StaffKit, staffPage } from '../kit.ts';

const calendarDay = z.iso.date();

/** What has to be brought on a day: today in the shop, where no other is asked for. */
export function dayRoute(app: Api, kit: StaffKit): void {
  app.get<{ Querystring: { day?: unknown } }>('/shop/day', staffPage('florist'), async (request, reply) => {
    const context = kit.contextOf(request, reply);
    const { day: sent = context.now.day } = request.query;
    const checked = calendarDay.safeParse(sent);
    const day = checked.success ? checked.data : context.now.day;
    const deliveries = await kit.deps.queries.deliveriesOfDay(day, day === context.now.day);
    const message = checked.success ? null : notice('bad', counterTexts[context.locale].day.wrong);
    return kit.send(reply.code(checked.success ? 200 : 400), dayPage(context, { day, ...deliveries, message }));
  });
}
