import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FixedClock } from '../../support/fixed-clock.ts';
import { ask, post, startTestSimulators, type TestSimulators } from '../../support/simulators.ts';

const TO = '+821012345678';

describe('the SMS simulator', () => {
  let simulators: TestSimulators;
  let url: string;
  beforeEach(async () => {
    simulators = await startTestSimulators({ clock: new FixedClock('2026-05-08T03:00:00.000Z') });
    url = simulators.sms.url;
  });
  afterEach(() => simulators.close());

  const send = (ref: string, { to = TO, text = '[꽃길] 배송 출발' } = {}) =>
    post(`${url}/messages`, { ref, to, text, type: 'SMS' });
  const forget = (to: string) => ask(`${url}/messages?to=${encodeURIComponent(to)}`, { method: 'DELETE' });

  it('takes a message, and shows it in the ledger', async () => {
    expect(await send('notice-1')).toEqual({ status: 202, body: { messageId: expect.any(String) } });
    expect(await simulators.sms.ledger()).toEqual({
      messages: [{ to: TO, text: '[꽃길] 배송 출발', type: 'SMS', at: '2026-05-08T03:00:00.000Z', ref: 'notice-1' }],
      requests: 1,
    });
  });

  it('answers the same reference the same, and sends nothing', async () => {
    const [first, twin] = await Promise.all([send('notice-1'), send('notice-1', { text: 'another text' })]);
    expect(twin).toEqual(first);
    expect(await send('notice-1')).toEqual(first);
    expect(await simulators.sms.ledger()).toMatchObject({ messages: [{ ref: 'notice-1' }], requests: 3 });
  });

  it.each(['+821012340000', '010-1234-5678', 'nobody'])('reaches nobody at %s', async (to) => {
    expect(await send('notice-1', { to })).toMatchObject({ status: 422, body: { code: 'BAD_NUMBER' } });
    expect(await simulators.sms.ledger()).toEqual({ messages: [], requests: 1 });
  });

  it('finds a message by its reference', async () => {
    const { body } = await send('notice-1');
    const at = '2026-05-08T03:00:00.000Z';
    const message = { ...(body as object), ref: 'notice-1', to: TO, type: 'SMS', status: 'sent', at };
    expect(await ask(`${url}/messages?ref=notice-1`)).toEqual({ status: 200, body: { messages: [message] } });
    expect(await ask(`${url}/messages?ref=notice-2`)).toEqual({ status: 200, body: { messages: [] } });
  });

  it('shows its inbox, newest first', async () => {
    for (const ref of ['notice-1', 'notice-2', 'notice-3']) await send(ref, { text: `text of ${ref}` });
    const { body } = await ask(`${url}/messages?limit=2`);
    expect(body).toMatchObject({ messages: [{ text: 'text of notice-3' }, { text: 'text of notice-2' }] });
  });

  it('forgets a number, and still sends nothing twice to it', async () => {
    const first = await send('notice-1');
    await send('notice-2', { to: '+821099998888' });
    expect(await forget(TO)).toEqual({ status: 200, body: { forgotten: 1 } });
    expect(await forget(TO)).toEqual({ status: 200, body: { forgotten: 0 } });
    expect((await simulators.sms.ledger()).messages).toMatchObject([{ ref: 'notice-2' }]);
    expect(await send('notice-1')).toEqual(first);
    expect((await simulators.sms.ledger()).messages).toHaveLength(1);
  });

  it('answers 503 while it is down, but for its ledger', async () => {
    await simulators.sms.down();
    expect(await send('notice-1')).toMatchObject({ status: 503 });
    expect(await ask(`${url}/messages?ref=notice-1`)).toMatchObject({ status: 503 });
    expect(await simulators.sms.ledger()).toEqual({ messages: [], requests: 1 });
    await simulators.sms.up();
    expect(await send('notice-1')).toMatchObject({ status: 202 });
  });

  const good = { ref: 'notice-1', to: TO, text: 'text', type: 'SMS' };
  it.each<[string, unknown]>([
    ['no reference', { ...good, ref: '' }],
    ['no text', { ...good, text: '' }],
    ['a text that no LMS can carry', { ...good, text: 'x'.repeat(2_001) }],
    ['an unknown type', { ...good, type: 'MMS' }],
    ['an unknown member', { ...good, from: 'me' }],
    ['a list', [good]],
  ])('answers %s with 400', async (_, body) => {
    expect(await post(`${url}/messages`, body)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    expect((await simulators.sms.ledger()).messages).toEqual([]);
  });
});
