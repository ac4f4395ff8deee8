import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildJavaServer } from './build-java-server.ts';
import type { MongoServer } from './server.ts';

const START_TIMEOUT_MS = 30_000;
/** A JVM for tests: quick to start, small, and content with a part of one core. */
const JVM_OPTIONS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m'];

/**
 * Starts mongo-java-server on a port of its own, over a file that goes away with it. It takes about half a second.
 * @throws Error when it can't be built or does not start.
 */
export async function startJavaServer(): Promise<MongoServer> {
  const classPath = buildJavaServer();
  const folder = mkdtempSync(join(tmpdir(), 'kkotgil-mongo-'));
  const run = (port: number) =>
    launch([...JVM_OPTIONS, '-cp', classPath, 'MongoServerMain', `${port}`, join(folder, 'data')]);
  let running = await run(0);
  const { port } = running;
  return {
    name: 'mongo-java-server',
    url: `mongodb://127.0.0.1:${port}`,
    outage: {
      begin: () => ended(running.child, () => running.child.stdin?.end()),
      end: async () => {
        running = await run(port);
      },
    },
    stop: async () => {
      await ended(running.child, () => running.child.kill('SIGKILL'));
      rmSync(folder, { recursive: true });
    },
  };
}

async function launch(args: readonly string[]): Promise<{ child: ChildProcess; port: number }> {
  // A Ctrl-C is for who has started it, and may still need it to the end.
  const child = spawn('java', args, { detached: true });
  // A test run that forgot to stop the server may end all the same; the server then sees its input end, and goes too.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as Socket).unref();
  let said = '';
  const port = await new Promise<number>((resolve, reject) => {
    const fail = () => reject(new Error(`mongo-java-server did not start: ${said}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail();
    }, START_TIMEOUT_MS);
    const hear = (chunk: Buffer) => {
      said += chunk;
      const port = /^listening on (\d+)$/m.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', fail);
    child.once('exit', fail);
  });
  return { child, port };
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const exit = once(child, 'exit');
  end();
  await exit;
}
