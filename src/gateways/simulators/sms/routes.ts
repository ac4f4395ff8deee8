import { z } from 'zod';
import { type Clock, toTimestamp } from '../../../platform/runtime/clock.ts';
import type { IdSource } from '../../../platform/runtime/ids.ts';
import { named } from '../../../platform/runtime/named.ts';
import { addOutage, DOWN } from '../outage.ts';
import type { Refusal, SimulatorServer } from '../simulator-server.ts';
import type { SmsLedger, StoredMessage } from './ledger.ts';

const ref = z.string().min(1).max(200);
const message = z.strictObject({
  ref,
  to: z.string().min(1).max(50),
  text: z.string().min(1).max(2_000),
  type: z.enum(['SMS', 'LMS']),
});
const question = z.strictObject({ ref: ref.optional(), limit: z.coerce.number().int().min(1).max(500).default(50) });
const references = z.strictObject({ refs: z.array(ref).max(200) });
const recipient = z.strictObject({ to: z.string().min(1).max(50) });

const BAD_NUMBER: Refusal = { code: 'BAD_NUMBER', message: 'the number can’t be reached' };

/** False for numbers that stand for an unreachable telephone. */
function isReachable(to: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(to) && !to.endsWith('0000');
}

/** All of it answers 503 during an outage. */
export function addSmsProtocol(
  server: SimulatorServer,
  ledger: SmsLedger,
  { clock, ids }: { readonly clock: Clock; readonly ids: IdSource },
): void {
  const outage = addOutage(server);
  const calls = async (protocol: SimulatorServer) => {
    // After the check of the request, so that outages don't change what is counted.
    protocol.addHook('preHandler', async (request, reply) => {
      if (!outage.isDown) return undefined;
      if (request.method === 'POST') await ledger.file.write(() => ledger.countRequest());
      return reply.code(503).send(DOWN);
    });

    protocol.post('/messages', { schema: { body: message } }, async ({ body }, reply) => {
      const messageId = await ledger.file.write(() => {
        ledger.countRequest();
        const sent = ledger.messageIdOf(body.ref);
        if (sent !== null || !isReachable(body.to)) return sent;
        const added: StoredMessage = { ...body, messageId: `sms-${ids.next()}`, at: toTimestamp(clock.now()) };
        ledger.add(added);
        return added.messageId;
      });
      return messageId === null ? reply.code(422).send(BAD_NUMBER) : reply.code(202).send({ messageId });
    });

    // With a reference: that message, as the protocol has it. Without: the inbox, newest first.
    protocol.get('/messages', { schema: { querystring: question } }, ({ query }) =>
      ledger.file.read(() => {
        if (query.ref === undefined) return { messages: ledger.newest(query.limit).map(sent) };
        const found = ledger.message(query.ref);
        return { messages: found === undefined ? [] : [sent(found)].map(({ text, ...listed }) => listed) };
      }),
    );
  };
  server.register(named('protocol', calls));
}

/** For tests and people: the books, and forgetting. */
export function addSmsAdministration(server: SimulatorServer, ledger: SmsLedger): void {
  server.get('/ledger', () =>
    ledger.file.read(() => ({
      messages: ledger.all().map(({ messageId, ...message }) => message),
      requests: ledger.requests,
    })),
  );

  server.get('/admin', async () => ({ simulator: 'sms' }));

  server.delete('/messages', { schema: { querystring: recipient } }, async ({ query }) => {
    const forgotten = await ledger.file.write(() => ledger.forget(query.to));
    await ledger.file.scrub();
    return { forgotten };
  });

  server.post('/admin/forget', { schema: { body: references } }, async ({ body }) => {
    const forgotten = await ledger.file.write(() =>
      body.refs.reduce((count, each) => count + ledger.forgetMessage(each), 0),
    );
    await ledger.file.scrub();
    return { forgotten };
  });
}

function sent(message: StoredMessage) {
  return { ...message, status: 'sent' };
}
