import type { FastifyRequest } from 'fastify';
import { notice } from '../../../../../web/components/messages.ts';
import type { StaffContext } from '../../../../../web/staff/context.ts';
import { takingsPage } from '../../../../../web/staff/counter/takings.ts';
import { counterTexts } from '../../../../../web/texts/staff/counter/texts.ts';
import type { Takings } from '../../../../projections/queries.ts';
import { period } from '../../../schemas/takings.ts';
import type { Api } from '../../../types.ts';
import { type StaffKit, staffPage } from '../kit.ts';
import { csvOf } from './csv.ts';

const MONTH_LENGTH = '2026-12'.length;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** What the shop took, as a page and as a file for spreadsheets. */
export function takingsRoutes(app: Api, kit: StaffKit): void {
  const { queries } = kit.deps;

  app.get('/shop/takings', staffPage('florist'), async (request, reply) => {
    const context = kit.contextOf(request, reply);
    const asked = periodOf(request, context);
    const wanted = asked ?? context.now.day.slice(0, MONTH_LENGTH);
    const page = {
      takings: await queries.takings(wanted),
      before: neighbour(wanted, -1),
      after: neighbour(wanted, 1),
      message: asked === null ? notice('bad', counterTexts[context.locale].takings.wrong) : null,
    };
    return kit.send(reply.code(asked === null ? 400 : 200), takingsPage(context, page));
  });

  app.get('/shop/takings.csv', staffPage('florist'), async (request, reply) => {
    const context = kit.contextOf(request, reply);
    const wanted = periodOf(request, context);
    if (wanted === null) return reply.redirect('/shop/takings', 303);
    const takings = await queries.takings(wanted);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="kkotgil-${wanted}.csv"`)
      .send(csvOf(rowsOf(context, takings)));
  });
}

/** The period that is asked for; this month where none is, null where it is none. */
function periodOf(request: FastifyRequest, { now }: StaffContext): string | null {
  const { period: sent = now.day.slice(0, MONTH_LENGTH) } = request.query as { period?: unknown };
  const checked = period.safeParse(sent);
  return checked.success ? checked.data : null;
}

/** The day or the month that comes so many after. */
function neighbour(written: string, by: number): string {
  if (written.length > MONTH_LENGTH) return new Date(Date.parse(written) + by * DAY_MS).toISOString().slice(0, 10);
  const [year, month] = written.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, MONTH_LENGTH);
}

function rowsOf({ locale }: StaffContext, takings: Takings): (string | number)[][] {
  const { takings: words } = counterTexts[locale];
  const { table } = words;
  const sums = ({ charged, refunded, net }: Pick<Takings, 'charged' | 'refunded' | 'net'>) => [charged, refunded, net];
  const heads = [words.charged, words.refunded, words.net];
  return [
    [table.day, table.item, table.quantity, ...heads],
    ...takings.days.map((each) => [each.day, '', '', ...sums(each)]),
    ...takings.items.map(({ name, quantity, ...each }) => ['', name?.[locale] ?? words.fee, quantity, ...sums(each)]),
    [takings.period, table.sum, '', ...sums(takings)],
  ];
}
