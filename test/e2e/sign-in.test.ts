import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { describeOnMongo } from '../support/mongo/describe-on-mongo.ts';
import { type App, startApp, temporaryFolder } from './support/app.ts';
import { Cluster } from './support/cluster.ts';

const ROOT = join(import.meta.dirname, '../..');
const PASSWORD = '진달래 꽃 서른 송이';

/** `npm run people`, as people call it; the password comes on standard input. */
function people(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/cli/people.ts', ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...env },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        said += text;
      });
    }
    child.on('error', reject);
    child.on('close', (status) => (status === 0 ? resolve(said) : reject(new Error(said))));
    child.stdin.end(`${PASSWORD}\n`);
  });
}

/** A browser, as far as signing in needs one. */
class Tablet {
  readonly #cookies = new Map<string, string>();

  async get(url: string): Promise<Response> {
    return this.#keep(await fetch(url, { redirect: 'manual', headers: { cookie: this.#cookie() } }));
  }

  async signIn(url: string, name: string): Promise<number> {
    const page = await (await this.get(`${url}/shop/login`)).text();
    const token = /name="_csrf" value="([^"]*)"/.exec(page)?.[1] ?? '';
    const body = new URLSearchParams({ _csrf: token, name, password: PASSWORD });
    const headers = { cookie: this.#cookie() };
    return this.#keep(await fetch(`${url}/shop/login`, { method: 'POST', redirect: 'manual', headers, body })).status;
  }

  /** Whether the pages and the API know who it is. */
  async isIn(url: string): Promise<boolean> {
    const [page, api] = [await this.get(`${url}/shop/account`), await this.get(`${url}/api/orders`)];
    expect([page.status, api.status]).toEqual(page.status === 200 ? [200, 200] : [303, 401]);
    return page.status === 200;
  }

  get secrets(): string[] {
    return [...this.#cookies.values()];
  }

  #keep(response: Response): Response {
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(name, value);
    }
    return response;
  }

  #cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

describe('the shop’s people, on one machine', () => {
  const opened: { stop(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const app of opened.splice(0).toReversed()) await app.stop();
  }, 30_000);

  it('are added beside the running shop, stay signed in over a restart, and are out once they are disabled', async () => {
    const folder = await temporaryFolder();
    opened.push({ stop: () => folder.remove() });
    const start = async (): Promise<App> => {
      const app = await startApp({ dataDir: folder.path });
      opened.push(app);
      return app;
    };
    const env = { KKOTGIL_DATA_DIR: folder.path };
    const first = await start();
    await people(['add', '지은'], env);
    const tablet = new Tablet();
    expect(await tablet.signIn(first.url, '지은')).toBe(303);
    expect(await tablet.isIn(first.url)).toBe(true);
    await opened.pop();
    await first.stop();

    const second = await start();
    expect(await tablet.isIn(second.url)).toBe(true);
    expect(await people(['sessions'], env)).toContain('지은');
    await people(['disable', '지은'], env);
    expect(await tablet.isIn(second.url)).toBe(false);
    expect(await tablet.signIn(second.url, '지은')).toBe(401);
    await people(['enable', '지은'], env);
    expect(await tablet.isIn(second.url)).toBe(false);
    expect(await tablet.signIn(second.url, '지은')).toBe(303);

    const printed = [...first.output, ...second.output].join('\n');
    expect([PASSWORD, '지은', ...tablet.secrets].filter((secret) => printed.includes(secret))).toEqual([]);
  }, 120_000);
});

await describeOnMongo('the shop’s people', (mongo) => {
  describe('on servers', () => {
    let cluster: Cluster | undefined;
    afterEach(() => cluster?.close(), 30_000);

    it('are signed in at every process at once, and out at every process at once', async () => {
      const database = mongo.newDatabase();
      cluster = await Cluster.open({ url: mongo.url, database });
      const apps = [
        await cluster.start('api', 'projections', 'processes'),
        await cluster.start('api'),
        await cluster.start('api'),
      ];
      const env = { KKOTGIL_STORE: 'eventstoredb', MONGODB_URL: mongo.url, MONGODB_DATABASE: database };
      await people(['add', '지은'], env);
      const tablet = new Tablet();
      expect(await tablet.signIn(apps[1]?.url ?? '', '지은')).toBe(303);
      for (const { url } of apps) expect(await tablet.isIn(url)).toBe(true);

      const [session] = JSON.parse(await people(['sessions', '지은', '--json'], env));
      await people(['end', session.sessionId], env);
      for (const { url } of apps) expect(await tablet.isIn(url)).toBe(false);

      expect(await tablet.signIn(apps[2]?.url ?? '', '지은')).toBe(303);
      await people(['disable', '지은'], env);
      for (const { url } of apps) expect(await tablet.isIn(url)).toBe(false);
      // Guessing is counted over all of them.
      const guesser = new Tablet();
      const answers: number[] = [];
      for (let tries = 0; tries < 7; tries++) answers.push(await guesser.signIn(apps[tries % 3]?.url ?? '', '민수'));
      expect(answers).toEqual([401, 401, 401, 401, 401, 429, 429]);
    }, 180_000);
  });
});
