import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHttpSmsInbox } from '../../../src/gateways/http/http-sms-inbox.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { post, startTestSimulators, type TestSimulators } from '../../support/simulators.ts';
import { answer, cut, garbage, ScriptedServer } from '../support/scripted-server.ts';

describe('the inbox of the SMS simulator', () => {
  let simulators: TestSimulators;
  beforeEach(async () => {
    simulators = await startTestSimulators({ clock: new FixedClock('2026-05-08T03:00:00.000Z') });
  });
  afterEach(() => simulators.close());
  const inbox = () => createHttpSmsInbox(simulators.sms.url);
  const send = (ref: string, text: string) =>
    post(`${simulators.sms.url}/messages`, { ref, to: '+821012345678', text, type: 'SMS' });

  it('shows what was sent, the newest first and no more than asked for', async () => {
    expect(await inbox().newest(10)).toEqual([]);
    for (const [ref, text] of [
      ['notice-1', '하나'],
      ['notice-2', '둘'],
      ['notice-3', '셋'],
    ] as const)
      await send(ref, text);

    const messages = await inbox().newest(2);
    expect(messages?.map(({ text }) => text)).toEqual(['셋', '둘']);
    expect(messages?.[0]).toEqual({
      messageId: expect.any(String),
      to: '+821012345678',
      text: '셋',
      type: 'SMS',
      at: '2026-05-08T03:00:00.000Z',
    });
  });

  it('is not to be seen while the simulator plays dead', async () => {
    await simulators.sms.down();
    expect(await inbox().newest(10)).toBeNull();
    await simulators.sms.up();
    expect(await inbox().newest(10)).toEqual([]);
  });
});

describe('an SMS system without an inbox', () => {
  it('shows nothing, whatever it answers', async () => {
    const other = await ScriptedServer.start();
    const { url } = other;
    const inbox = createHttpSmsInbox(url);
    const unnamed = { messages: [{ ref: 'a', messageId: 'b' }] };
    for (const step of [answer(404), answer(400), answer(200, unnamed), answer(500), garbage, cut]) {
      other.script(step);
      expect(await inbox.newest(10)).toBeNull();
    }
    await other.close();
    expect(await inbox.newest(10)).toBeNull();
  });
});
