import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestApi } from '../../support/api.ts';
import { signedIn } from '../../support/staff.ts';
import { fieldsOf, type Window } from '../../support/window.ts';

let api: TestApi;
let window: Window;
beforeAll(async () => {
  api = await TestApi.start();
  window = await signedIn(api, '지은', 'operator');
});
afterAll(() => api.stop());

const PATH = '/ops/privacy';
const send = async (over: Record<string, string>) =>
  window.post(PATH, { ...fieldsOf(await window.get(PATH), PATH), ...over });

it('shows what is kept for how long, and what is due', async () => {
  const { status, text } = await window.get(PATH);
  expect(status).toBe(200);
  for (const shown of ['1825', '365', '3명', '5명', '7건']) expect(text).toContain(shown);
});

it('erases nobody without a number and the word, and says what is wrong with which field', async () => {
  const { status, text } = await send({ phone: '없음', confirm: 'no' });
  expect(status).toBe(400);
  expect(text).toContain('전화번호가 아니에요.');
  expect(text).toContain('확인하는 말이 달라요.');
  expect(text).not.toContain('없음');
});

it('says what came of it', async () => {
  const { status, text } = await send({ phone: '010-1234-5678', confirm: '지우기' });
  expect(status).toBe(200);
  expect(text).toContain('이 번호로 보관된 것이 없어요');
  expect(text).not.toContain('1234-5678');
});
