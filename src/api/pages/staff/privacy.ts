import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FieldFault } from '../../../../web/components/messages.ts';
import { type PrivacyPage, privacyPage } from '../../../../web/staff/privacy.ts';
import { privacyTexts } from '../../../../web/texts/staff/privacy/texts.ts';
import { ErasureUnderWay } from '../../../application/erase-person.ts';
import { toPhoneNumber } from '../../input/phone-number.ts';
import type { Api } from '../../types.ts';
import { fieldsOf } from '../form-fields.ts';
import { type StaffKit, staffPage } from './kit.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const PROOFS = 50;
const LOOKS = 100;

type Said = PrivacyPage['said'];

/** Erasing people, how long what is kept, and who looked at whose data: for operators. */
export function privacyPageRoutes(app: Api, kit: StaffKit): void {
  const { eraser, queries, kept, config } = kit.deps;
  const route = staffPage('operator');

  app.get('/ops/privacy', route, (request, reply) => show(request, reply, null, []));

  app.post('/ops/privacy', route, async (request, reply) => {
    const { erase: t } = textsOf(request, reply);
    const field = fieldsOf(request.body);
    const phone = toPhoneNumber(field('phone'), config.phoneCountries);
    const confirmed = field('confirm').trim().toLowerCase() === t.word;
    const faults: FieldFault[] = [
      ...(phone === null ? [{ field: 'phone', text: t.faults.phone }] : []),
      ...(confirmed ? [] : [{ field: 'confirm', text: t.faults.confirm }]),
    ];
    if (phone === null || faults.length > 0) return show(request, reply.code(400), null, faults);
    return show(request, reply, await erase(phone, field('key'), request, t), []);
  });

  async function erase(
    phone: string,
    key: string,
    request: FastifyRequest,
    t: (typeof privacyTexts)['ko']['erase'],
  ): Promise<Said> {
    try {
      const result = await eraser.erase(phone, kit.commandOf(request, 'erase', '', key, { phone }));
      if (result.kind === 'rejected') {
        return { tone: 'bad', text: t.open(Number(result.rejection.facts?.openOrders ?? 1)) };
      }
      if (result.kind === 'key-reused') return { tone: 'bad', text: t.faults.confirm };
      const { erased, ordersKept } = result.value;
      return erased ? { tone: 'good', text: t.done(ordersKept) } : { tone: 'careful', text: t.nothing };
    } catch (error) {
      if (error instanceof ErasureUnderWay) return { tone: 'careful', text: t.underWay };
      throw error;
    }
  }

  async function show(request: FastifyRequest, reply: FastifyReply, said: Said, faults: readonly FieldFault[]) {
    const { order } = request.query as { order?: unknown };
    const orderId = typeof order === 'string' ? order.trim().slice(0, 50) : '';
    const { personalMs, looksMs } = kept.terms;
    const [due, lastRun, proofs, looks] = await Promise.all([
      kept.retention.figures(),
      kept.retention.lastRun(),
      queries.erasures({ limit: PROOFS }),
      kept.looks.newest({ limit: LOOKS, ...(orderId !== '' && { orderId }) }),
    ]);
    const page: PrivacyPage = {
      key: kit.pages.newKey(),
      said,
      faults,
      kept: { personalDays: personalMs === null ? null : personalMs / DAY_MS, looksDays: looksMs / DAY_MS },
      due,
      lastRun,
      proofs: proofs.items,
      looks,
      orderId,
    };
    return kit.send(reply, privacyPage(kit.contextOf(request, reply), textsOf(request, reply), page));
  }

  function textsOf(request: FastifyRequest, reply: FastifyReply) {
    return privacyTexts[kit.contextOf(request, reply).locale];
  }
}
