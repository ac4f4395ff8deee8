import { inboxPage } from '../../../web/pages/sim/inbox.ts';
import type { SmsInbox } from '../../gateways/sms-inbox.ts';
import type { Api } from '../types.ts';
import type { PageKit } from './kit.ts';

const LIMIT = 200;

/** What the shop has texted, for who works on it. It holds the links of customers, so there is none in production. */
export function smsInboxRoute(app: Api, kit: PageKit, inbox: SmsInbox): void {
  app.get('/sim/sms', { schema: { hide: true } }, async (request, reply) => {
    const messages = await inbox.newest(LIMIT);
    return kit.send(reply, inboxPage(kit.contextOf(request, reply), { messages, limit: LIMIT }));
  });
}
