import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import type { HeldLease } from '../../../src/platform/leases/lease-store.ts';
import { MongoLeaseStore } from '../../../src/platform/leases/mongo-lease-store.ts';
import { connectMongo } from '../../../src/platform/mongo/connect.ts';
import { describeOnMongo } from '../../support/mongo/describe-on-mongo.ts';
import { until } from '../../support/until.ts';
import { leaseStoreContract } from '../contracts/lease-store.contract.ts';

const CONTENDER = join(import.meta.dirname, 'support/contender.ts');

await describeOnMongo('leases', (mongo) => {
  leaseStoreContract('the lease store in MongoDB', async () => new MongoLeaseStore(await mongo.connect()));

  it('are unavailable without a connection', async () => {
    const connection = await mongo.connect();
    const store = new MongoLeaseStore(connection);
    await connection.close();
    await expect(store.read('sms')).rejects.toThrow(StoreUnavailable);
    await expect(store.take('sms', 'a', null)).rejects.toThrow(StoreUnavailable);
    await expect(store.beat({ name: 'sms', holder: 'a', term: 1, beat: 0 })).rejects.toThrow(StoreUnavailable);
  });

  it('that show signs of life at once do so in one call', async () => {
    let calls = 0;
    const connection = await connectMongo({
      url: mongo.url,
      database: mongo.newDatabase(),
      appName: 'test',
      onCall: () => calls++,
    });
    try {
      const store = new MongoLeaseStore(connection);
      const held = await Promise.all(['sms', 'payment', 'shipping'].map((name) => store.take(name, 'a', null)));
      const before = calls;
      const beats = await Promise.all(held.map((lease) => store.beat(lease as HeldLease)));
      expect(beats).toEqual([true, true, true]);
      expect(calls - before).toBe(1);
    } finally {
      await connection.close();
    }
  });

  describe('held by processes', () => {
    const processes: ChildProcess[] = [];
    afterEach(async () => {
      for (const child of processes.splice(0)) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
      }
    });

    /** Starts a contender; `said` is what it has told so far. */
    const start = (database: string) => {
      const child = spawn(process.execPath, [
        '--disable-warning=ExperimentalWarning',
        CONTENDER,
        mongo.url,
        database,
        'sms',
      ]);
      processes.push(child);
      const said: string[] = [];
      child.stdout.on('data', (chunk: Buffer) => said.push(...chunk.toString().trim().split('\n')));
      child.stderr.on('data', (chunk: Buffer) => console.error(chunk.toString()));
      return { child, said };
    };
    /** How long it takes until a contender has told something, in milliseconds. */
    const timeUntil = async (said: readonly string[], what: string) => {
      const asked = performance.now();
      await until(() => said.includes(what), 10_000);
      return Math.round(performance.now() - asked);
    };

    it('go on within 5 s when the holder freezes or is killed, and at once when it stops', async () => {
      const database = mongo.newDatabase();
      const first = start(database);
      await timeUntil(first.said, 'holds 1');
      const second = start(database);

      first.child.kill('SIGSTOP');
      const frozen = await timeUntil(second.said, 'holds 2');
      first.child.kill('SIGCONT');
      await timeUntil(first.said, 'stopped 1');

      second.child.stdin?.end();
      const stopped = await timeUntil(first.said, 'holds 3');

      const third = start(database);
      first.child.kill('SIGKILL');
      const killed = await timeUntil(third.said, 'holds 4');

      process.stdout.write(
        `a lease went on after ${frozen} ms (frozen), ${stopped} ms (stopped), ${killed} ms (killed)\n`,
      );
      expect(frozen).toBeLessThan(5_000);
      expect(stopped).toBeLessThan(2_000);
      expect(killed).toBeLessThan(5_000);
      expect(first.said).toEqual(['holds 1', 'stopped 1', 'holds 3']);
      expect(second.said).toEqual(['holds 2', 'stopped 2']);
      expect(third.said).toEqual(['holds 4']);
    });
  });
});
