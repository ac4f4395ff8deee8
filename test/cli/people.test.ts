import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Accounts, createAccounts } from '../../src/accounts/accounts.ts';
import { EmbeddedAccountStore } from '../../src/accounts/embedded/account-file.ts';
import { ScryptHasher } from '../../src/accounts/passwords.ts';
import { systemClock, systemIds, systemRandom } from '../../src/platform/runtime/system.ts';
import { describeUnless } from '../support/unless.ts';

const ROOT = join(import.meta.dirname, '../..');
const PASSWORD = '진달래 꽃 서른 송이';
const HERE = { address: '192.0.2.1', device: 'tablet\u001b[31m', known: '' };

let dataDir: string;
/** The shop that runs meanwhile, with the file open. */
let store: EmbeddedAccountStore;
let shop: Accounts;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'kkotgil-people-'));
  store = new EmbeddedAccountStore(join(dataDir, 'accounts.db'));
  shop = createAccounts({
    store,
    key: Buffer.alloc(32, 1),
    random: systemRandom,
    clock: systemClock,
    ids: systemIds,
    terms: { idleMs: 3_600_000, longestMs: 3_600_000 },
    hasher: new ScryptHasher(systemRandom, { ln: 4, r: 8, p: 1 }),
  });
});
afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true });
});

/** The tool as people call it. */
function run(args: readonly string[], input = '', env: Readonly<Record<string, string>> = {}) {
  return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/cli/people.ts', ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, KKOTGIL_DATA_DIR: dataDir, ...env },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    child.stdin.end(input);
  });
}

const signIn = (name: string, password = PASSWORD) => shop.signIn.withPassword({ name, password, ...HERE });
async function secretOf(name: string): Promise<string> {
  const result = await signIn(name);
  if (result.kind !== 'in') throw new Error(result.kind);
  return result.secret;
}

describe('npm run people', () => {
  it('adds somebody who can sign in at once, with a password from standard input', async () => {
    expect(await run(['add', '지은', '--role', 'operator'], `${PASSWORD}\nmore\n`)).toEqual({
      status: 0,
      stdout: '지은 can sign in now, as operator: /ops/login\n',
      stderr: '',
    });
    expect(await signIn('지은')).toMatchObject({ kind: 'in', account: { role: 'operator' } });
    expect((await run(['add', '지은'], PASSWORD)).stderr).toBe('There is somebody named 지은 already.\n');
  });

  it.each([
    ['no password', ['add', 'a'], '', 1, /No password came/],
    ['a short one', ['add', 'a'], 'short\n', 1, /at least 10 characters/],
    ['one with the name in it', ['add', 'minji'], 'minji-minji-1\n', 1, /must not hold the name/],
    ['a password as an argument', ['add', 'a', 'some-password'], '', 2, /too many arguments/],
    ['a name that is none', ['add', 'a b'], '', 2, /It is no name/],
    ['a role that is none', ['add', 'a', '--role', 'owner'], '', 2, /florist, operator/],
    ['somebody who is not there', ['password', 'nobody'], PASSWORD, 1, /nobody named nobody/],
    ['a session that is not there', ['end', 'nothing'], '', 1, /no such session/],
    ['nothing to end', ['end'], '', 2, /name one session/],
    ['a folder that is not there', ['list', '--data-dir', '/nowhere/at/all'], '', 1, /no data folder/],
  ])('refuses %s', async (_what, args, input, status, reason) => {
    const result = await run(args, input);
    expect(result).toMatchObject({ status, stderr: expect.stringMatching(reason) });
    expect(await store.all()).toEqual([]);
  });

  it('says what a setting needs', async () => {
    const result = await run(['list'], '', { KKOTGIL_STORE: 'eventstoredb' });
    expect(result).toMatchObject({ status: 1, stderr: expect.stringMatching(/Set MONGODB_URL/) });
  });

  it('ends whatever somebody had open when they get another password, or are disabled', async () => {
    await shop.people.add({ name: '지은', role: 'florist', password: PASSWORD });
    const first = await secretOf('지은');
    expect((await run(['password', '지은'], 'another one of mine\n')).status).toBe(0);
    expect(await shop.sessions.find(first)).toBeNull();
    expect((await signIn('지은')).kind).toBe('wrong');

    const again = await signIn('지은', 'another one of mine');
    expect(again.kind).toBe('in');
    expect((await run(['disable', '지은'])).status).toBe(0);
    expect(await shop.sessions.find(again.kind === 'in' ? again.secret : '')).toBeNull();
    expect((await signIn('지은', 'another one of mine')).kind).toBe('wrong');
    expect((await run(['enable', '지은'])).status).toBe(0);
    expect((await signIn('지은', 'another one of mine')).kind).toBe('in');
  });

  it('shows who there is and who is signed in, for people and for programs, and ends what it shows', async () => {
    expect((await run(['list'])).stdout).toMatch(/nobody yet.*npm run people/);
    await shop.people.add({ name: '지은', role: 'florist', password: PASSWORD });
    await shop.people.add({ name: 'minsu', role: 'operator', password: null });
    const secret = await secretOf('지은');

    const list = await run(['list']);
    expect(list.stdout).toMatch(
      /^name {3}role {6}last sign-in\nminsu {2}operator {2}never {10}.*without a password\n지은 {3}florist {3}20/,
    );
    expect(JSON.parse((await run(['list', '--json'])).stdout)).toEqual([
      expect.objectContaining({ name: 'minsu', hasPassword: false, lastSignInAt: null }),
      expect.objectContaining({ name: '지은', hasPassword: true, role: 'florist' }),
    ]);
    const sessions = await run(['sessions', '지은']);
    expect(sessions.stdout).toContain('tablet\\u{1b}[31m');
    const [session] = JSON.parse((await run(['sessions', '--json'])).stdout);
    expect(session).toMatchObject({ name: '지은', address: '192.0.2.1' });
    for (const { stdout } of [list, sessions]) expect(stdout).not.toMatch(/scrypt/);

    expect((await run(['end', session.sessionId])).stdout).toBe('Ended.\n');
    expect(await shop.sessions.find(secret)).toBeNull();
    const other = await secretOf('지은');
    expect((await run(['end', '--of', '지은'])).status).toBe(0);
    expect(await shop.sessions.find(other)).toBeNull();
    expect((await run(['sessions'])).stdout).toBe('Nobody is signed in.\n');
  });
});

describeUnless(
  spawnSync('script', ['--version']).error === undefined ? null : 'there is no script(1) to make a terminal with',
  'npm run people, at a terminal',
  () => {
    /** The tool at a terminal of its own: each line is typed when its prompt stands there. */
    function typed(args: readonly string[], answers: readonly (readonly [prompt: string, keys: string])[]) {
      const command = [process.execPath, '--disable-warning=ExperimentalWarning', 'src/cli/people.ts', ...args];
      const env = { PATH: process.env.PATH, KKOTGIL_DATA_DIR: dataDir };
      return new Promise<{ status: number | null; screen: string }>((resolve, reject) => {
        const child = spawn('script', ['-qec', command.join(' '), '/dev/null'], { cwd: ROOT, env });
        let [screen, next] = ['', 0];
        child.stdout.on('data', (text) => {
          screen += text;
          const [prompt, keys] = answers[next] ?? [null, ''];
          if (prompt === null || !screen.includes(prompt)) return;
          next++;
          child.stdin.write(keys);
        });
        child.on('error', reject);
        child.on('close', (status) => resolve({ status, screen: screen.replaceAll('\r', '') }));
      });
    }
    const FIRST = 'New password: ';
    const AGAIN = 'Once more: ';

    it('asks twice for a password, and shows nothing of it', async () => {
      const { status, screen } = await typed(
        ['add', 'mina'],
        [
          [FIRST, `${PASSWORD}\r`],
          [AGAIN, `${PASSWORD}\r`],
        ],
      );
      expect([status, screen]).toEqual([0, `${FIRST}\n${AGAIN}\nmina can sign in now, as florist: /shop/login\n`]);
      expect((await signIn('mina')).kind).toBe('in');
    });

    it('takes both lines also when they come at once', async () => {
      const { status, screen } = await typed(['add', 'mina'], [[FIRST, `${PASSWORD}\r${PASSWORD}\r`]]);
      expect([status, screen.includes(PASSWORD)]).toEqual([0, false]);
    });

    it.each([
      ['two that differ', `${PASSWORD}\r`, 'another one of mine\r', /not the same; nothing was changed/],
      ['a short one', 'short\r', 'short\r', /at least 10 characters. Nothing was changed/],
      ['Ctrl-C', `${PASSWORD}\r`, 'abc\u0003', /No password was given; nothing was changed/],
      ['Ctrl-D', `${PASSWORD}\r`, '\u0004', /No password was given; nothing was changed/],
    ])('changes nothing for %s', async (_what, first, second, said) => {
      const { status, screen } = await typed(
        ['add', 'mina'],
        [
          [FIRST, first],
          [AGAIN, second],
        ],
      );
      expect([status, screen]).toEqual([1, expect.stringMatching(said)]);
      expect(screen).not.toMatch(/진달래|another|abc/);
      expect(await store.all()).toEqual([]);
    });
  },
);
