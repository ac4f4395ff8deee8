import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TestApi } from '../support/api.ts';
import { addPerson, PASSWORD, scriptToken, signedIn } from '../support/staff.ts';
import { fieldsOf, Window } from '../support/window.ts';

let api: TestApi;
let window: Window;
beforeEach(async () => {
  api = await TestApi.start();
  window = new Window(api);
});
afterEach(() => api.stop());

async function signIn(area: 'shop' | 'ops', name: string, password = PASSWORD, more: Record<string, string> = {}) {
  const path = `/${area}/login`;
  return window.post(path, { ...fieldsOf(await window.get(path), path), name, password, ...more });
}

const session = (of: Window) => /kkotgil_session=([\w-]+)/.exec(of.cookiesFor('/shop'))?.[1];

describe('signing in', () => {
  it('takes who is not signed in to the form, and then to where they wanted to be', async () => {
    await addPerson(api, '지은', 'florist');
    const away = await window.get('/shop?x=1');
    expect(away).toMatchObject({ status: 303, headers: { location: '/shop/login?next=%2Fshop%3Fx%3D1' } });

    const form = await window.get(String(away.headers.location));
    expect(form.text).toContain('가게 로그인');
    const fields = { ...fieldsOf(form, '/shop/login'), name: '지은', password: PASSWORD };
    expect(await window.post('/shop/login', fields)).toMatchObject({
      status: 303,
      headers: { location: '/shop?x=1' },
    });
    expect((await window.get('/shop')).text).toContain('지은님 (플로리스트)');
  });

  it('speaks English, and keeps to it', async () => {
    const page = await window.get('/ops/login?lang=en');
    expect(page.text).toContain('Sign in to operations');
    expect((await window.get('/ops/login')).text).toContain('Sign in to operations');
  });

  it.each([
    ['a name that nobody has', '민수', PASSWORD],
    ['another password', '지은', `${PASSWORD}!`],
    ['what can be no name', '지은:나', PASSWORD],
    ['a name far too long', '지'.repeat(5_000), PASSWORD],
  ])('says the same of %s, with all but the password still there', async (_what, name, password) => {
    await addPerson(api, '지은', 'florist');
    const answer = await signIn('shop', name, password);

    expect(answer.status).toBe(401);
    expect(answer.text).toContain('이름이나 비밀번호가 맞지 않아요');
    expect(answer.text).not.toContain(PASSWORD);
    expect(session(window)).toBeUndefined();
  });

  it.each([
    ['no password', { password: '' }],
    ['no name', { name: ' ' }],
    ['a password longer than any', { password: 'x'.repeat(801) }],
  ])('asks for %s', async (_what, more) => {
    const answer = await signIn('shop', '지은', PASSWORD, more);
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('모두 적어 주세요') });
  });

  it('takes a form only with the token of its page', async () => {
    await addPerson(api, '지은', 'florist');
    const answer = await window.post('/shop/login', { name: '지은', password: PASSWORD });

    expect(answer.status).toBe(403);
    expect(session(window)).toBeUndefined();
    // The form that comes back works.
    const again = { ...fieldsOf(answer, '/shop/login'), password: PASSWORD };
    expect((await window.post('/shop/login', again)).status).toBe(303);
  });

  it.each([
    '//evil.example',
    'https://evil.example/shop',
    '/\\evil.example',
    '/shop/../../evil',
    '/o/secret',
    '/shop\n',
    '/shopping',
  ])('goes nowhere else than to pages of the staff: %j', async (next) => {
    await addPerson(api, '지은', 'florist');
    const { headers } = await signIn('shop', '지은', PASSWORD, { next });
    expect(headers.location).toBe('/shop');
  });

  it('takes a florist who comes by the operators’ door to the shop', async () => {
    await addPerson(api, '지은', 'florist');
    expect((await signIn('ops', '지은')).headers.location).toBe('/shop');
  });

  it('sets a cookie that scripts and other sites can’t use, over https alone', async () => {
    await addPerson(api, '지은', 'florist');
    const form = await window.get('/shop/login');
    const answer = await window.post('/shop/login', {
      ...fieldsOf(form, '/shop/login'),
      name: '지은',
      password: PASSWORD,
    });
    const cookies = [answer.headers['set-cookie']].flat().map(String);
    const set = cookies.find((cookie) => cookie.startsWith('kkotgil_session='));
    expect(set).toMatch(/; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });

  it('begins a new session each time, and ends the one before', async () => {
    await addPerson(api, '지은', 'florist');
    await signIn('shop', '지은');
    const first = session(window) as string;
    const fields = fieldsOf(await new Window(api).get('/shop/login'), '/shop/login');
    expect(fields).not.toHaveProperty('session');
    // Whoever knew what the browser held before knows nothing of what it holds now.
    await window.post('/shop/login', { _csrf: '', name: '지은', password: PASSWORD });
    const answer = await window.get('/ops/login');
    await window.post('/ops/login', { ...fieldsOf(answer, '/ops/login'), name: '지은', password: PASSWORD });

    expect(session(window)).not.toBe(first);
    const former = await api.app.inject({ url: '/shop', headers: { cookie: `kkotgil_session=${first}` } });
    expect(former.statusCode).toBe(303);
  });

  it('makes the tokens of pages from before worth nothing', async () => {
    await addPerson(api, '지은', 'florist');
    const before = fieldsOf(await window.get('/shop/login'), '/shop/login')._csrf as string;
    await signIn('shop', '지은');
    expect((await window.post('/shop/logout', { _csrf: before })).status).toBe(403);
    expect((await window.get('/shop')).status).toBe(200);
  });
});

describe('a session', () => {
  it('is ended on the server by signing out', async () => {
    const florist = await signedIn(api, '지은', 'florist');
    const held = session(florist);
    const fields = fieldsOf(await florist.get('/shop'), '/shop/logout');
    expect(await florist.post('/shop/logout', fields)).toMatchObject({
      status: 303,
      headers: { location: '/shop/login?word=out' },
    });
    expect(session(florist)).toBeUndefined();
    const again = await api.app.inject({ url: '/shop', headers: { cookie: `kkotgil_session=${held}` } });
    expect(again).toMatchObject({
      statusCode: 303,
      headers: { location: '/shop/login?word=ended' },
    });
  });

  it('that was made elsewhere is none', async () => {
    const cookie = `kkotgil_session=${'A'.repeat(46)}`;
    expect((await api.app.inject({ url: '/shop', headers: { cookie } })).statusCode).toBe(303);
    expect((await api.app.inject({ url: '/api/orders', headers: { cookie } })).statusCode).toBe(401);
    expect((await api.app.inject({ url: '/api/menu', headers: { cookie } })).statusCode).toBe(200);
  });

  it('of a florist does not open the operators’ pages, and says so', async () => {
    const florist = await signedIn(api, '지은', 'florist');
    const refused = await florist.get('/ops');
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('지은은 플로리스트예요');
  });

  it('of an operator opens the florists’ pages too', async () => {
    const operator = await signedIn(api, '민수', 'operator');
    expect((await operator.get('/shop')).status).toBe(200);
    expect((await operator.get('/ops')).text).toContain('민수님 (운영자)');
  });

  it('shows its pages to nobody’s cache and to no search engine', async () => {
    const florist = await signedIn(api, '지은', 'florist');
    expect((await florist.get('/shop')).headers).toMatchObject({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
    });
  });
});

describe('a link that signs somebody in', () => {
  it('does so once, and leaves no trace of itself in the address', async () => {
    const id = await addPerson(api, '지은', 'florist');
    const link = `/sign-in/${await api.accounts.signIn.makeLink(id)}`;
    expect(await window.get(link)).toMatchObject({ status: 303, headers: { location: '/shop' } });
    expect((await window.get('/shop')).status).toBe(200);

    const other = new Window(api);
    expect((await other.get(link)).headers.location).toBe('/shop/login?word=link');
    expect((await other.get('/shop')).status).toBe(303);
    expect(api.lines.join('')).not.toContain(link);
  });

  it('ends after a quarter of an hour, and with the account', async () => {
    const id = await addPerson(api, '지은', 'florist');
    const [late, disabled] = [await api.accounts.signIn.makeLink(id), await api.accounts.signIn.makeLink(id)];
    await api.clock.advance(15 * 60_000);
    expect((await window.get(`/sign-in/${late}`)).headers.location).toBe('/shop/login?word=link');
    expect((await window.get(`/sign-in/${disabled}`)).headers.location).toBe('/shop/login?word=link');
    for (const forged of ['x', 'A'.repeat(46), '../shop']) {
      expect((await window.get(`/sign-in/${encodeURIComponent(forged)}`)).headers.location).toBe(
        '/shop/login?word=link',
      );
    }
  });
});

describe('the API by the cookie of a session', () => {
  it('answers questions as to a token', async () => {
    const florist = await signedIn(api, '지은', 'florist');
    const cookie = florist.cookiesFor('/api/orders');
    expect((await api.get('/api/orders', undefined, { cookie })).status).toBe(200);
    expect((await api.get('/api/views', undefined, { cookie })).status).toBe(403);
  });

  it('changes something with the page’s token alone, and says in the event who it was', async () => {
    const { orderId } = await api.requested();
    const florist = await signedIn(api, '지은', 'florist');
    const cookie = florist.cookiesFor('/api');
    const accept = (headers: Record<string, string>) =>
      api.post(`/api/deliveries/${orderId}/accept`, undefined, undefined, { cookie, ...headers });

    const token = scriptToken(await florist.get('/shop'));
    const others = scriptToken(await (await signedIn(api, '나래', 'florist')).get('/shop'));
    for (const headers of [{}, { 'x-csrf-token': 'x.y' }, { 'x-csrf-token': others }]) {
      expect(await accept(headers as Record<string, string>)).toMatchObject({
        status: 403,
        body: { code: 'CSRF_TOKEN_INVALID' },
      });
    }
    expect(await accept({ 'x-csrf-token': token, 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 });
    expect(await accept({ 'x-csrf-token': token, 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 200 });

    const events = await api.log.readStream(`delivery-${orderId}`);
    expect(events.at(-1)).toMatchObject({ type: 'DeliveryAccepted', metadata: { actor: 'florist:지은' } });
  });

  it('leaves the customer’s own page in the same browser what it is', async () => {
    const { orderId, trackingToken } = await api.requested();
    const florist = await signedIn(api, '지은', 'florist');
    const page = await florist.get(`/o/${trackingToken}`);
    const cookie = florist.cookiesFor(`/api/orders/${orderId}/cancel`);
    const answer = await api.post(`/api/orders/${orderId}/cancel`, undefined, undefined, {
      cookie,
      'x-csrf-token': scriptToken(page),
    });
    expect(answer.status).toBe(202);
    const events = await api.log.readStream(`order-${orderId}`);
    expect(events.at(-1)?.metadata.actor).toBe('customer');
  });
});

describe('whatever somebody sends to a door', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('', '__proto__', '지은', '\0', '\ud800', '%00', '../..', 'x'.repeat(5_000), '[object Object]'),
  );

  it('gets an answer that is no fault of the program', async () => {
    await addPerson(api, '지은', 'florist');
    const fields = fieldsOf(await window.get('/shop/login'), '/shop/login');
    const path = fc.constantFrom('/shop/login', '/ops/login');
    await fc.assert(
      fc.asyncProperty(path, text, text, text, async (to, name, password, next) => {
        const answer = await window.post(to, { ...fields, name, password, next });
        expect([400, 401, 429]).toContain(answer.status);
        expect(answer.text).not.toContain('<script>');
      }),
      { numRuns: 60 },
    );
  });

  it('in a cookie opens nothing, and breaks nothing', async () => {
    const cookies = fc.constantFrom('kkotgil_session', 'kkotgil_known', 'kkotgil_forms', 'kkotgil_lang');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cookies, text), { maxLength: 4 }), async (sent) => {
        const written = sent.map(([name, value]) => `${name}=${value.replace(/[^\x20-\x7e]/g, '~')}`);
        const headers = { cookie: written.join('; ').slice(0, 8_000), accept: 'text/html' };
        for (const url of ['/shop', '/shop/login', '/ops/people', '/sign-in/x', '/api/orders', '/api/menu']) {
          const { statusCode } = await api.app.inject({ url, headers });
          expect([200, 303, 401]).toContain(statusCode);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('after a login is encoded wherever it is shown', async () => {
    const next = '/shop?"><script>alert(1)</script>';
    const page = await window.get(`/shop/login?next=${encodeURIComponent(next)}&word=<b>`);
    expect(page.text).not.toMatch(/<script>alert|<b>/);
    const answer = await window.post('/shop/login', {
      ...fieldsOf(page, '/shop/login'),
      name: '"><img src=x onerror=alert(1)>',
      password: PASSWORD,
    });
    expect(answer.text).not.toMatch(/<img src=x|<script>alert/);
  });

  it.each(['/shop/login', '/shop', '/shop/account'])(
    'is met by the strict policy at %s: no script but files of ours',
    async (path) => {
      const florist = await signedIn(api, '지은', 'florist');
      const { headers, text } = await (path === '/shop/login' ? window : florist).get(path);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none';script-src 'self';style-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
      // Nothing stands in the page that the policy would have to refuse.
      expect(text).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/);
    },
  );
});
