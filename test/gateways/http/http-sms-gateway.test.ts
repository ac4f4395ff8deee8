import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHttpSmsGateway } from '../../../src/gateways/http/http-sms-gateway.ts';
import { GatewayUnavailable } from '../../../src/gateways/payment-gateway.ts';
import type { SmsMessage } from '../../../src/gateways/sms-gateway.ts';
import { HASTY, PATIENT } from '../support/limits.ts';
import { answer, cut, deserted, ScriptedServer, type Step, silence } from '../support/scripted-server.ts';

const message: SmsMessage = { ref: 'notice-1', to: '+821012345678', text: '[꽃길] 배송이 출발했습니다', kind: 'LMS' };
const found = { messageId: 'sms-1', ref: 'notice-1', to: '+821012345678', type: 'LMS', status: 'sent', at: '…' };

describe('the SMS client', () => {
  let server: ScriptedServer;
  let gateway: ReturnType<typeof createHttpSmsGateway>;
  /** For what never comes. */
  let hasty: ReturnType<typeof createHttpSmsGateway>;
  beforeAll(async () => {
    server = await ScriptedServer.start();
    gateway = createHttpSmsGateway({ baseUrl: server.url, limits: PATIENT });
    hasty = createHttpSmsGateway({ baseUrl: server.url, limits: HASTY });
  });
  afterAll(async () => {
    gateway.close();
    hasty.close();
    await server.close();
  });

  it('sends what the protocol says', async () => {
    server.script(answer(202, { messageId: 'sms-1' }));
    await gateway.send(message);
    const { ref, to, text } = message;
    expect(server.requests).toMatchObject([{ method: 'POST', url: '/messages', body: { ref, to, text, type: 'LMS' } }]);
  });

  it.each<[string, Step, object]>([
    ['202: sent', answer(202, { messageId: 'sms-1' }), { outcome: 'sent', messageId: 'sms-1' }],
    ['422 BAD_NUMBER: refused', answer(422, { code: 'BAD_NUMBER' }), { outcome: 'refused', code: 'BAD_NUMBER' }],
    [
      '422 of another kind: no decision',
      answer(422, { code: 'TOO_LONG' }),
      { outcome: 'unknown', cause: 'the service answered 422 TOO_LONG' },
    ],
    ['400: no decision', answer(400), { outcome: 'unknown', cause: 'the service answered 400' }],
    [
      '401 BAD_NUMBER: no decision',
      answer(401, { code: 'BAD_NUMBER' }),
      { outcome: 'unknown', cause: 'the service answered 401 BAD_NUMBER' },
    ],
    [
      "404, a proxy's page: no decision",
      answer(404, '<html>'),
      { outcome: 'unknown', cause: 'the service answered 404' },
    ],
    ['202 without an id: unknown', answer(202), { outcome: 'unknown', cause: 'the answer 202 is not understood' }],
    [
      '200: unknown',
      answer(200, { messageId: 'x' }),
      { outcome: 'unknown', cause: 'the answer 200 is not understood' },
    ],
    ['503: unknown', answer(503), { outcome: 'unknown', cause: 'the service answered 503' }],
    ['a cut connection: unknown', cut, { outcome: 'unknown', cause: expect.stringContaining('the connection broke') }],
  ])('takes %s, and never sends a second time', async (_, step, outcome) => {
    server.script(step);
    expect(await gateway.send(message)).toEqual(outcome);
    expect(server.requests).toHaveLength(1);
  });

  it('takes silence for unknown, and never sends a second time', async () => {
    server.script(silence);
    expect(await hasty.send(message)).toEqual({ outcome: 'unknown', cause: 'no answer in time' });
    expect(server.requests).toHaveLength(1);
  });

  it('sends again after a refusal that asks to come again', async () => {
    server.script(answer(429), answer(202, { messageId: 'sms-1' }));
    expect(await gateway.send(message)).toEqual({ outcome: 'sent', messageId: 'sms-1' });
  });

  it('does not send again when a second try ended unclear', async () => {
    server.script(answer(429), cut, answer(202, { messageId: 'sms-1' }));
    expect(await gateway.send(message)).toMatchObject({ outcome: 'unknown' });
    expect(server.requests).toHaveLength(2);
  });

  it('knows that nothing was sent when nobody listens', async () => {
    const lost = createHttpSmsGateway({ baseUrl: await deserted(), limits: HASTY });
    expect(await lost.send(message)).toEqual({ outcome: 'not-sent', cause: 'no connection (ECONNREFUSED)' });
  });

  it('finds a message by its reference', async () => {
    server.script(answer(503), answer(200, { messages: [found] }));
    expect(await gateway.find('notice-1')).toEqual({ messageId: 'sms-1' });
    expect(server.requests.at(-1)).toMatchObject({ method: 'GET', url: '/messages?ref=notice-1' });
  });

  it('says null when the system knows none, or only others', async () => {
    server.script(answer(200, { messages: [] }), answer(200, { messages: [{ ...found, ref: 'notice-2' }] }));
    expect(await gateway.find('notice-1')).toBeNull();
    expect(await gateway.find('notice-1')).toBeNull();
  });

  it.each<[string, Step]>([
    ['503', answer(503)],
    ['404', answer(404)],
    ['what is not understood', answer(200, { messages: 'none' })],
  ])('never takes %s for "no message"', async (_, step) => {
    server.script(step);
    await expect(gateway.find('notice-1')).rejects.toThrow(GatewayUnavailable);
  });

  it('never takes silence for "no message"', async () => {
    server.script(silence);
    await expect(hasty.find('notice-1')).rejects.toThrow(GatewayUnavailable);
  });
});
