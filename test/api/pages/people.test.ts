import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { idOf } from '../../support/history.ts';
import { TestApi } from '../support/api.ts';
import { addPerson, PASSWORD, signedIn } from '../support/staff.ts';
import { fieldsOf, type Page, Window } from '../support/window.ts';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api.stop());

/** Sends a form of a page as it stands, with some fields filled in. */
async function fill(window: Window, path: string, action: string, more: Record<string, string> = {}): Promise<Page> {
  return window.post(action, { ...fieldsOf(await window.get(path), action), ...more });
}

async function signInAs(name: string, password = PASSWORD): Promise<Window> {
  const window = new Window(api);
  await fill(window, '/shop/login', '/shop/login', { name, password });
  return window;
}

const isIn = async (window: Window) => (await window.get('/shop')).status === 200;

describe('the page of the shop’s people', () => {
  let operator: Window;
  beforeEach(async () => {
    operator = await signedIn(api, '민수', 'operator');
  });

  it('shows everybody, what they do, and who is signed in where', async () => {
    await addPerson(api, '<b>', 'florist').catch(() => undefined);
    const id = await addPerson(api, '나래', 'florist');
    await api.accounts.people.disable(id);
    const { text } = await operator.get('/ops/people');
    expect(text).toMatch(/나래<\/strong> <span class="badge badge-bad">막아 둠<\/span>/);
    expect(text).toMatch(/민수<\/strong> <span class="badge badge-good">나<\/span>/);
    expect(text).toContain('이 기기');
    expect(text).not.toContain('scrypt');
  });

  it('is for operators alone', async () => {
    const florist = await signedIn(api, '나래', 'florist');
    expect((await florist.get('/ops/people')).status).toBe(403);
    expect((await florist.post('/ops/people', {})).status).toBe(403);
  });

  it('adds somebody, who can sign in', async () => {
    const added = await fill(operator, '/ops/people', '/ops/people', { name: '나래', password: PASSWORD });
    expect(added).toMatchObject({ status: 303, headers: { location: '/ops/people?done=added' } });
    expect(await isIn(await signInAs('나래'))).toBe(true);
    expect((await operator.get('/ops/people?done=added')).text).toContain('더했어요');
  });

  it.each([
    ['a name that is taken', { name: '민수', password: PASSWORD }, 409, '그 이름을 쓰는 사람이 이미 있어요'],
    ['no name', { name: 'a b', password: PASSWORD }, 400, '이 이름은 쓸 수 없어요'],
    ['a short password', { name: '나래', password: '짧아요' }, 400, '열 글자 이상이어야'],
    ['a password far too long', { name: '나래', password: 'ab1!x'.repeat(500) }, 400, '열 글자 이상이어야'],
  ])('says what is wrong with %s, and keeps the name', async (_what, more, status, said) => {
    const answer = await fill(operator, '/ops/people', '/ops/people', more);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(said);
    expect(answer.text).toContain(`value="${more.name}"`);
    expect(answer.text).not.toContain(more.password);
    expect(await api.people.all()).toHaveLength(1);
  });

  it('keeps somebody out at once, and lets them in again', async () => {
    const florist = await signedIn(api, '나래', 'florist');
    const { accountId = '' } = (await api.people.named('나래')) ?? {};
    const [disable, enable] = [`/ops/people/${accountId}/disable`, `/ops/people/${accountId}/enable`];
    expect((await fill(operator, '/ops/people', disable)).status).toBe(303);
    expect(await isIn(florist)).toBe(false);
    expect(await isIn(await signInAs('나래'))).toBe(false);
    expect((await fill(operator, '/ops/people', enable)).status).toBe(303);
    expect(await isIn(florist)).toBe(false);
    expect(await isIn(await signInAs('나래'))).toBe(true);
  });

  it('is found in the other language where it answers a form, too', async () => {
    const id = await addPerson(api, '나래', 'florist');
    const people = await fill(operator, '/ops/people', `/ops/people/${id}/password`);
    const account = await fill(operator, '/shop/account', '/shop/account/password');
    expect([people.status, account.status]).toEqual([400, 400]);
    expect(people.text).toContain('href="/ops/people?lang=en"');
    expect(account.text).toContain('href="/shop/account?lang=en"');
  });

  it('lets nobody keep themselves out', async () => {
    const { accountId = '' } = (await api.people.named('민수')) ?? {};
    const page = await operator.get('/ops/people');
    expect(page.text).not.toContain(`/ops/people/${accountId}/disable`);
    const answer = await operator.post(`/ops/people/${accountId}/disable`, fieldsOf(page, '/ops/people'));
    expect(answer).toMatchObject({ status: 409, text: expect.stringContaining('자신은 막을 수 없어요') });
    expect(await isIn(operator)).toBe(true);
  });

  it('gives somebody another password, and ends what they had open', async () => {
    const florist = await signedIn(api, '나래', 'florist');
    const { accountId = '' } = (await api.people.named('나래')) ?? {};
    const action = `/ops/people/${accountId}/password`;
    const refused = await fill(operator, '/ops/people', action, { [`password-${accountId}`]: '짧아요' });
    expect(refused.status).toBe(400);
    expect(await isIn(florist)).toBe(true);
    await fill(operator, '/ops/people', action, { [`password-${accountId}`]: 'another one of mine' });
    expect(await isIn(florist)).toBe(false);
    expect(await isIn(await signInAs('나래'))).toBe(false);
    expect(await isIn(await signInAs('나래', 'another one of mine'))).toBe(true);
  });

  it('ends one session', async () => {
    const florist = await signedIn(api, '나래', 'florist');
    const [session] = await api.accounts.sessionList.open((await api.people.named('나래'))?.accountId);
    const action = `/ops/people/sessions/${session?.sessionId}/end`;
    const page = await operator.get('/ops/people');
    expect((await operator.post(action, fieldsOf(page, action))).status).toBe(303);
    expect(await isIn(florist)).toBe(false);
    expect((await operator.post(action, fieldsOf(page, action))).status).toBe(404);
  });

  it.each(['disable', 'enable', 'password'])('finds nobody to %s who is not there', async (what) => {
    const fields = fieldsOf(await operator.get('/ops/people'), '/ops/people');
    for (const id of [idOf('nobody'), '..%2F..', '__proto__']) {
      expect((await operator.post(`/ops/people/${id}/${what}`, fields)).status).toBe(404);
    }
  });

  it('takes no form without its token', async () => {
    const id = await addPerson(api, '나래', 'florist');
    for (const path of ['/ops/people', `/ops/people/${id}/disable`, '/ops/people/sessions/x/end']) {
      expect((await operator.post(path, { name: '가온', password: PASSWORD })).status).toBe(403);
    }
    expect(await api.people.all()).toHaveLength(2);
    expect((await api.people.find(id))?.disabled).toBe(false);
  });
});

describe('one’s own account', () => {
  let florist: Window;
  beforeEach(async () => {
    florist = await signedIn(api, '나래', 'florist');
  });

  it('shows one’s own sessions alone, and ends them', async () => {
    const other = await signInAs('나래');
    await signedIn(api, '민수', 'operator');
    const page = await florist.get('/shop/account');
    expect(page.text.match(/action="\/shop\/account\/sessions\/[^"]*\/end"/g)).toHaveLength(2);

    const own = await api.accounts.sessionList.open((await api.people.named('나래'))?.accountId);
    const action = `/shop/account/sessions/${own[0]?.sessionId}/end`;
    expect((await florist.post(action, fieldsOf(page, action))).status).toBe(303);
    expect([await isIn(florist), await isIn(other)].filter(Boolean)).toHaveLength(1);
  });

  it('ends all others at once', async () => {
    const other = await signInAs('나래');
    expect((await fill(florist, '/shop/account', '/shop/account/end-others')).status).toBe(303);
    expect([await isIn(florist), await isIn(other)]).toEqual([true, false]);
  });

  it('does not reach the sessions of others', async () => {
    const operator = await signedIn(api, '민수', 'operator');
    const [others] = await api.accounts.sessionList.open((await api.people.named('민수'))?.accountId);
    const fields = fieldsOf(await florist.get('/shop/account'), '/shop/account/password');
    expect((await florist.post(`/shop/account/sessions/${others?.sessionId}/end`, fields)).status).toBe(404);
    expect(await isIn(operator)).toBe(true);
  });

  it('changes the password of who knows the current one, and ends all other sessions', async () => {
    const other = await signInAs('나래');
    const next = 'another one of mine';
    const change = (more: Record<string, string>) =>
      fill(florist, '/shop/account', '/shop/account/password', { current: PASSWORD, next, again: next, ...more });
    expect(await change({ current: 'not that' })).toMatchObject({ status: 403 });
    expect(await change({ again: 'something else' })).toMatchObject({ status: 400 });
    expect(await change({ next: 'short', again: 'short' })).toMatchObject({ status: 400 });
    expect(await isIn(other)).toBe(true);

    expect(await change({})).toMatchObject({ status: 303, headers: { location: '/shop/account?done=password' } });
    expect([await isIn(florist), await isIn(other)]).toEqual([true, false]);
    expect(await isIn(await signInAs('나래', next))).toBe(true);
  });

  it('is no place to guess at the password', async () => {
    const next = 'another one of mine';
    const change = (current: string) =>
      fill(florist, '/shop/account', '/shop/account/password', { current, next, again: next });
    for (let times = 0; times < 5; times++) expect((await change('guess')).status).toBe(403);
    expect(await change(PASSWORD)).toMatchObject({ status: 429, headers: { 'retry-after': '5' } });
  });

  it('gives a first password to who came by a link', async () => {
    const account = await api.accounts.people.add({ name: '가온', role: 'florist', password: null });
    const window = new Window(api);
    await window.get(`/sign-in/${await api.accounts.signIn.makeLink(account?.accountId ?? '')}`);
    const fields = { next: PASSWORD, again: PASSWORD };
    expect((await fill(window, '/shop/account', '/shop/account/password', fields)).status).toBe(303);
    expect(await isIn(await signInAs('가온'))).toBe(true);
  });
});
