import { welcomePage } from '../../../../web/staff/welcome.ts';
import type { Api } from '../../types.ts';
import { type StaffKit, staffPage } from './kit.ts';

/** The operators' first page. */
export function welcomeRoutes(app: Api, kit: StaffKit): void {
  app.get('/ops', staffPage('operator'), async (request, reply) =>
    kit.send(reply, welcomePage(kit.contextOf(request, reply), 'ops')),
  );
}
