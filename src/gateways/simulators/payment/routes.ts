import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CURRENCY } from '../../../domain/money.ts';
import { named } from '../../../platform/runtime/named.ts';
import { addOutage, DOWN } from '../outage.ts';
import type { SimulatorServer } from '../simulator-server.ts';
import { listed, type Reply } from './answers.ts';
import type { Bank } from './bank.ts';
import type { PaymentLedger } from './ledger.ts';

const PAGE = 100;
const ALL_TIME = '';

const orderId = z.string().min(1).max(200);
const amount = z.int().positive();
const idempotencyKey = z.object({ 'idempotency-key': z.string().regex(/^[\x20-\x7e]{1,255}$/) });
const chargeOrder = z.strictObject({
  orderId,
  amount,
  currency: z.literal(CURRENCY),
  method: z.string().min(1).max(50),
  token: z.string().min(1).max(200),
});
const refundOrder = z.strictObject({ amount, reason: z.string().max(500) });
const question = z.strictObject({
  orderId: orderId.optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
});
const forgotten = z.strictObject({ orderIds: z.array(orderId).max(200) });
const advance = z.strictObject({
  advanceSeconds: z
    .number()
    .min(0)
    .max(100 * 366 * 24 * 3600),
});

/** All of it answers 503 during an outage. */
export function addPaymentProtocol(server: SimulatorServer, ledger: PaymentLedger, bank: Bank): void {
  const outage = addOutage(server);
  const calls = async (protocol: SimulatorServer) => {
    // After the check of the request, so that outages don't change what is counted.
    protocol.addHook('preHandler', async (request, reply) => {
      if (!outage.isDown) return undefined;
      if (request.method === 'POST') await ledger.file.write(() => ledger.add('requests', 1));
      return reply.code(503).send(DOWN);
    });

    protocol.post('/charges', { schema: { headers: idempotencyKey, body: chargeOrder } }, async (request, reply) =>
      give(request, reply, await bank.charge(request.headers['idempotency-key'], request.body)),
    );

    protocol.post(
      '/charges/:paymentId/refunds',
      { schema: { headers: idempotencyKey, params: z.object({ paymentId: z.string() }), body: refundOrder } },
      async (request, reply) => {
        const { headers, params, body } = request;
        return give(request, reply, await bank.refund(headers['idempotency-key'], params.paymentId, body));
      },
    );

    protocol.get('/charges', { schema: { querystring: question } }, ({ query }) =>
      ledger.file.read(() => {
        if (query.orderId !== undefined) {
          const charge = ledger.chargeOfOrder(query.orderId);
          return { charges: charge === undefined ? [] : [listed(charge)], nextCursor: null };
        }
        const since = query.since === undefined ? ALL_TIME : new Date(query.since).toISOString();
        const found = ledger.charges({ after: Number(query.cursor ?? 0), since, limit: PAGE + 1 });
        const charges = found.slice(0, PAGE);
        return { charges: charges.map(listed), nextCursor: found.length > PAGE ? String(charges.at(-1)?.seq) : null };
      }),
    );
  };
  server.register(named('protocol', calls));
}

/** For tests and people: the books, and the clock. */
export function addPaymentAdministration(server: SimulatorServer, ledger: PaymentLedger): void {
  server.get('/ledger', () =>
    ledger.file.read(() => ({
      charges: ledger.charges({ after: 0, since: ALL_TIME, limit: -1 }).map(({ seq, token, ...charge }) => charge),
      declined: ledger.number('declined'),
      requests: ledger.number('requests'),
    })),
  );

  server.get('/admin', async () => ({ simulator: 'payment' }));

  server.post('/admin/forget', { schema: { body: forgotten } }, async ({ body }) => {
    await ledger.file.write(() => {
      for (const each of body.orderIds) ledger.forgetMeans(each);
    });
    await ledger.file.scrub();
    return {};
  });

  server.post('/admin/clock', { schema: { body: advance } }, ({ body }) =>
    ledger.file.write(() => {
      ledger.add('clockMs', Math.round(body.advanceSeconds * 1000));
      return { advancedSeconds: ledger.number('clockMs') / 1000 };
    }),
  );
}

function give(request: FastifyRequest, reply: FastifyReply, outcome: Reply): unknown {
  if (outcome.kind === 'answer') return reply.code(outcome.status).send(outcome.body);
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}
