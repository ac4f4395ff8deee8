import { jsonEvent, NO_STREAM, START } from '@eventstore/db-client';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { uuidV5 } from '../../../src/platform/runtime/ids.ts';
import { until } from '../../support/until.ts';
import { collect, follow, numberOf } from './collect.ts';
import { NOT_READY } from './faults.ts';
import { withDouble } from './with-double.ts';

const TESTS = '7e57ab1e-0000-4000-8000-000000000000';
const unary = { credentials: { username: 'nobody', password: '' } };
const given = withDouble();
const event = (n: number) => jsonEvent({ id: uuidV5(TESTS, `${n}`), type: 'OrderPlaced', data: { n } });
const append = (n: number, options = {}) => given.client.appendToStream(`order-${n}`, event(n), options);
const numbersIn = async (stream: string) => (await collect(given.client.readStream(stream))).map(numberOf);

/** What a call comes to; `pending` is told by looking at `outcome` before it has. */
function watched<T>(call: Promise<T>) {
  const watch: { outcome: 'pending' | 'done' | Error; call: Promise<unknown> } = { outcome: 'pending', call };
  watch.call = call.then(
    () => (watch.outcome = 'done'),
    (error: Error) => (watch.outcome = error),
  );
  return watch;
}

describe('a server that is silent', () => {
  // Long enough for the call to arrive, over a connection that is there, also on a busy machine.
  const patient = { ...unary, deadline: 600 };
  beforeEach(() => append(0, unary));

  it('takes calls, and neither answers nor writes', async () => {
    given.server.faults.silent = true;
    await expect(append(1, patient)).rejects.toMatchObject({ type: 'deadline-exceeded', code: 4 });
    expect(given.server.seen.append).toBe(2);
    expect(given.server.events).toHaveLength(1);
  });

  it('with its answers alone writes all the same', async () => {
    given.server.faults.silentAnswers = true;
    await expect(append(1, patient)).rejects.toMatchObject({ type: 'deadline-exceeded', code: 4 });
    expect(given.server.events).toHaveLength(2);
  });
});

describe('a server that is slow', () => {
  it('answers late', async () => {
    given.server.faults.slowMs = 50;
    const started = performance.now();
    await append(1, unary);
    expect(performance.now() - started).toBeGreaterThanOrEqual(49);
  });

  it('and is killed meanwhile never carries the call out', async () => {
    const { faults } = given.server;
    faults.slowMs = 40;
    const call = watched(append(1, unary));
    await until(() => given.server.seen.append === 1);
    given.server.stop();
    await given.server.start();
    await call.call;
    expect(call.outcome).toBeInstanceOf(Error);
    // A later call takes as long, so that the first one would have come to its turn.
    await until(() =>
      append(2, unary).then(
        () => true,
        () => false,
      ),
    );
    expect(given.server.events.map(({ streamId }) => streamId)).toEqual(['order-2']);
  });
});

describe('a server that is frozen', () => {
  it('lets appends, reads and subscriptions wait, and carries them out when it thaws', async () => {
    await append(1);
    given.server.faults.freeze();
    const calls = [watched(append(2)), watched(append(3, unary)), watched(numbersIn('order-1'))];
    const followed = follow(given.client.subscribeToAll({ fromPosition: START }));
    await until(
      () => given.server.seen.append === 1 && given.server.seen.read === 1 && given.server.seen.subscribe === 1,
    );
    expect(calls.map(({ outcome }) => outcome)).toEqual(['pending', 'pending', 'pending']);
    expect(followed.signs).toEqual([]);
    expect(given.server.events).toHaveLength(1);

    given.server.faults.thaw();
    await Promise.all(calls.map(({ call }) => call));
    expect(calls.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
    await until(() => followed.events.length === 3);
  });

  it('says nothing more to a subscription that is live', async () => {
    const followed = follow(given.client.subscribeToAll({ fromPosition: START }));
    await until(() => followed.signs.includes('caughtUp'));
    given.server.faults.freeze();
    given.server.append('order-1', 'any', [
      { id: uuidV5(TESTS, 'x'), type: 'A', data: Buffer.from('{}'), metadata: Buffer.of() },
    ]);
    const read = watched(numbersIn('order-1'));
    await until(() => given.server.seen.read === 1);
    expect([followed.events, read.outcome]).toEqual([[], 'pending']);
    given.server.faults.thaw();
    await until(() => followed.events.length === 1);
    await read.call;
  });
});

describe('a server that fails', () => {
  it('at the question for its features fails every append of that client from then on', async () => {
    given.server.faults.failNext('features', { code: 13, details: 'internal' });
    await expect(append(1)).rejects.toMatchObject({ code: 13 });
    await expect(append(1)).rejects.toMatchObject({ code: 13 });
    expect(given.server.seen.features).toBe(1);
  });

  it('is not ready, as one is that has just started, so many times', async () => {
    given.server.faults.failNext('batch', NOT_READY, 2);
    for (let times = 0; times < 2; times++)
      await expect(append(1)).rejects.toMatchObject({
        type: 'unknown',
        code: undefined,
        message: 'Could not recognize Server Is Not Ready',
      });
    expect(await append(1)).toMatchObject({ success: true });
  });

  it('at an append of its own call, or at a read, ends it with the status', async () => {
    given.server.faults.failNext('append', { code: 13, details: 'internal' });
    await expect(append(1, unary)).rejects.toMatchObject({ type: 'unknown', code: 13 });
    given.server.faults.failNext('read', NOT_READY);
    await expect(numbersIn('order-1')).rejects.toMatchObject({ type: 'unavailable', code: 14 });
  });

  it.each([
    ['batch', {}],
    ['unary', unary],
  ])('refuses a right revision (%s)', async (_path, options) => {
    await append(1);
    given.server.faults.wrongNext = 1;
    const write = () => given.client.appendToStream('order-1', event(2), { expectedRevision: 0n, ...options });
    await expect(write()).rejects.toMatchObject({ type: 'wrong-expected-version', actualVersion: 0n });
    expect(await write()).toMatchObject({ nextExpectedRevision: 1n });
  });
});

describe('calls that are cut', () => {
  it('fail as unavailable, appends, reads and subscriptions, and the server goes on', async () => {
    const followed = follow(given.client.subscribeToAll({ fromPosition: START }));
    await until(() => followed.signs.includes('caughtUp'));
    await append(0);
    given.server.faults.freeze();
    const calls = [watched(append(1)), watched(append(2, unary)), watched(numbersIn('order-1'))];
    const { seen } = given.server;
    await until(() => seen.append === 1 && seen.read === 1);
    given.server.cutStreams();
    await Promise.all(calls.map(({ call }) => call));
    for (const { outcome } of calls) expect(outcome).toMatchObject({ type: 'unavailable', code: 14 });
    await until(() => followed.errors.length > 0);
    expect(followed.errors).toMatchObject([{ type: 'unavailable', code: 14 }]);
    given.server.faults.thaw();
    await until(() =>
      append(3).then(
        () => true,
        () => false,
      ),
    );
  });

  it('as at a SIGTERM are told as unknown', async () => {
    const followed = follow(given.client.subscribeToAll({ fromPosition: START }));
    await until(() => followed.signs.includes('caughtUp'));
    given.server.cutStreams(13, 'RST_STREAM');
    await until(() => followed.errors.length > 0);
    expect(followed.errors).toMatchObject([{ type: 'unknown', code: 13 }]);
  });

  it('because a subscription can’t keep up are told as a time-out, and leave appends alone', async () => {
    await append(1);
    const followed = follow(given.client.subscribeToAll({ fromPosition: START }));
    await until(() => followed.signs.includes('caughtUp'));
    given.server.dropSlowConsumers();
    await until(() => followed.errors.length > 0);
    expect(followed.errors).toMatchObject([
      { type: 'timeout', code: 10, message: expect.stringContaining('Consumer too slow to handle event while live.') },
    ]);
    await append(2);
    expect(given.server.seen.batch).toBe(1);
  });
});

describe('a server that is stopped', () => {
  it('is not reached, keeps its data, and is there again at the same address', async () => {
    const { connectionString } = given.server;
    const first = await append(1, { expectedRevision: NO_STREAM });
    given.server.stop();
    await expect(append(2, unary)).rejects.toBeInstanceOf(Error);
    await expect(append(2, unary)).rejects.toMatchObject({ code: 14 });
    await given.server.start();
    expect(given.server.connectionString).toBe(connectionString);
    await until(() =>
      append(2).then(
        () => true,
        () => false,
      ),
    );
    expect(await append(1, { expectedRevision: NO_STREAM })).toEqual(first);
    expect(await numbersIn('order-1')).toEqual([1]);
  });

  it('ends a subscription with an error alone, and it never resumes', async () => {
    const subscription = given.client.subscribeToAll({ fromPosition: START });
    const followed = follow(subscription);
    await until(() => followed.signs.includes('caughtUp'));
    given.server.stop();
    await until(() => followed.errors.length > 0);
    await given.server.start();
    await until(() =>
      append(1).then(
        () => true,
        () => false,
      ),
    );
    expect(subscription.destroyed).toBe(false);
    expect(followed.signs).toEqual(['confirmation', 'caughtUp']);
    expect(followed.events).toEqual([]);
  });
});
