import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pagesDeps, TestApi } from '../support/api.ts';
import { Window } from '../support/window.ts';

let api: TestApi;
let window: Window;
beforeEach(async () => {
  api = await TestApi.start();
  window = new Window(api);
});
afterEach(() => api.stop());

const sent = (to: string, text: string, minute: number, type: 'SMS' | 'LMS' = 'SMS') => ({
  messageId: `sms-${minute}`,
  to,
  text,
  type,
  at: `2026-05-08T03:${String(minute).padStart(2, '0')}:00.000Z`,
});
const numbersOf = (text: string) => [...text.matchAll(/aria-hidden="true">(0[\d-]+)</g)].map(([, number]) => number);

describe('the inbox of the SMS simulator', () => {
  it('is drawn as a phone for each number, the newest message first', async () => {
    api.texted = [
      sent('+821011112222', '셋', 3),
      sent('+821033334444', '둘', 2, 'LMS'),
      sent('+821011112222', '하나', 1),
    ];
    const { status, text, headers } = await window.get('/sim/sms');

    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(numbersOf(text)).toEqual(['010-1111-2222', '010-3333-4444']);
    const places = ['셋', '하나', '둘'].map((word) => text.indexOf(`>${word}</p>`));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(text).toContain('문자 3통');
    expect(text.match(/장문/g)).toHaveLength(1);
  });

  it('lets the links of a message be opened, and nothing else of it', async () => {
    const link = 'https://kkotgil.example/o/AbC_d-9';
    api.texted = [
      sent('+821011112222', `[꽃길] 주문: ${link}\n<b>"고마워요"</b> javascript:alert(1) http://a/"><script>`, 1),
    ];
    const { text } = await window.get('/sim/sms');

    expect(text).toContain(`[꽃길] 주문: <a href="${link}">${link}</a>\n&lt;b&gt;`);
    expect([...text.matchAll(/<a href="(https?:[^"]+)"/g)].map(([, href]) => href)).toEqual([link, 'http://a/']);
    expect(text).not.toMatch(/<script>|href="javascript/);
  });

  it('says that nothing has come yet, or that the inbox can’t be seen', async () => {
    expect((await window.get('/sim/sms')).text).toContain('아직 도착한 문자가 없어요');
    api.texted = null;
    expect((await window.get('/sim/sms?lang=en')).text).toContain('The inbox can’t be opened');
  });

  it('shows the newest two hundred, and says so', async () => {
    api.texted = Array.from({ length: 300 }, (_, index) => sent('+821011112222', `m${index}`, index % 60));
    const { text } = await window.get('/sim/sms');
    expect(text.match(/class="bubble"/g)).toHaveLength(200);
    expect(text).toContain('가장 새로운 문자 200통까지');
  });

  it('is not there in production', async () => {
    const production = await TestApi.start({ pages: pagesDeps({ simulated: false }) });
    expect((await new Window(production).get('/sim/sms')).status).toBe(404);
    await production.stop();
  });
});
