import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { faultsOf } from './support/environment.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the health check of the image', () => {
  async function codeFor(...args: string[]): Promise<number> {
    const check = spawn(process.execPath, [join(ROOT, 'deploy/docker/health-check.js'), ...args], { stdio: 'ignore' });
    const [code] = (await once(check, 'exit')) as [number];
    return code;
  }

  it.each([
    [200, 0],
    [503, 1],
  ])('of an answer with %d ends with %d, and of none with 1', async (status, code) => {
    const server = createServer((_, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect(await codeFor(address)).toBe(code);
    server.close();
    await once(server, 'close');
    expect(await codeFor(address)).toBe(1);
  });
});

describe('new-env.sh', () => {
  let folder: string;
  const script = 'deploy/docker/new-env.sh';
  const run = () => spawnSync('sh', [join(folder, script)], { encoding: 'utf8' });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-env-'));
    for (const path of [script, '.env.example']) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      copyFileSync(join(ROOT, path), join(folder, path));
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes settings that the program takes, with secrets of their own, for this user alone', () => {
    expect(run().status).toBe(0);
    const made = parseEnv(readFileSync(join(folder, '.env'), 'utf8')) as Record<string, string>;
    expect(faultsOf(Object.fromEntries(Object.entries(made).filter(([, value]) => value !== '')))).toEqual([]);
    expect(made.KKOTGIL_FLORIST_TOKEN).not.toBe(made.KKOTGIL_OPERATOR_TOKEN);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
  });

  it('leaves settings that are there alone', () => {
    run();
    const before = readFileSync(join(folder, '.env'), 'utf8');
    expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('nothing was changed') });
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(before);
  });
});
