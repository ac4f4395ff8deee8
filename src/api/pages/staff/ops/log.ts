import { logPage } from '../../../../../web/staff/ops/log.ts';
import type { Api } from '../../../types.ts';
import { type StaffKit, staffPage } from '../kit.ts';
import { opsContextOf } from './desk.ts';

/** How far the log was checked, and what is wrong with it. */
export function logPageRoute(app: Api, kit: StaffKit): void {
  const { shop, logOperations } = kit.deps;

  app.get('/ops/log', staffPage('operator'), async (request, reply) => {
    const status = await logOperations.status();
    const { fraction } = shop.log.distance(status.checkedTo, status.head);
    return kit.send(reply, logPage(opsContextOf(kit, request, reply), status, fraction));
  });
}
