import { ANY, type AppendExpectedRevision, jsonEvent, NO_STREAM, STREAM_EXISTS } from '@eventstore/db-client';
import { describe, expect, it } from '@jest/globals';
import { uuidV5 } from '../../../src/platform/runtime/ids.ts';
import { collect, placeOf } from './collect.ts';
import { withDouble } from './with-double.ts';

const TESTS = '7e57ab1e-0000-4000-8000-000000000000';
const event = (name: string, data: Record<string, unknown> = {}) =>
  jsonEvent({ id: uuidV5(TESTS, name), type: 'OrderPlaced', data });

const PATHS = [
  { path: 'BatchAppend', credentials: undefined, code: undefined },
  // With credentials of its own a call takes the other path.
  { path: 'Append', credentials: { username: 'nobody', password: '' }, code: 3 },
];

describe.each(PATHS)('an append by $path', ({ path, credentials, code }) => {
  const given = withDouble({ recentIds: 10 });
  const append = (stream: string, names: readonly string[], expectedRevision: AppendExpectedRevision = ANY) =>
    given.client.appendToStream(
      stream,
      names.map((name) => event(name)),
      { expectedRevision, ...(credentials && { credentials }) },
    );
  const idsIn = async (stream: string) =>
    (await collect(given.client.readStream(stream))).map((resolved) => resolved.event?.id);
  const ids = (...names: string[]) => names.map((name) => uuidV5(TESTS, name));

  it('takes that path', async () => {
    await append('order-1', ['a']);
    expect(given.server.seen).toMatchObject(path === 'Append' ? { append: 1, batch: 0 } : { append: 0, batch: 1 });
  });

  it('tells the revision and the place in the log, whose halves are the same, and which grow by what was written', async () => {
    const first = await append('order-1', ['a'], NO_STREAM);
    const second = await append('order-1', ['b', 'c'], 0n);
    const third = await append('order-1', ['d'], ANY);
    expect([first, second, third].map((one) => [one.success, one.nextExpectedRevision])).toEqual([
      [true, 0n],
      [true, 2n],
      [true, 3n],
    ]);
    expect(placeOf(second.position)).toBeGreaterThan(placeOf(first.position) + 2n);
    expect(placeOf(third.position)).toBeGreaterThan(placeOf(second.position) + 1n);
  });

  it.each<[string, AppendExpectedRevision, string, bigint | 'no_stream']>([
    ['too low', 0n, 'order-1', 1n],
    ['too high', 7n, 'order-1', 1n],
    ['none, of a stream that is there', NO_STREAM, 'order-1', 1n],
    ['one of a stream that is missing', 0n, 'order-2', 'no_stream'],
    ['any of a stream that is missing', STREAM_EXISTS, 'order-2', 'no_stream'],
  ])('with a wrong revision (%s) is refused without code and message', async (_case, expected, stream, actual) => {
    await append('order-1', ['a', 'b'], NO_STREAM);
    const error = await append(stream, ['x'], expected).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      type: 'wrong-expected-version',
      code: undefined,
      message: '',
      streamName: stream,
      expectedVersion: expected,
      actualVersion: actual,
    });
    expect(given.server.events).toHaveLength(2);
  });

  it('is won by one of ten that begin a stream', async () => {
    const all = await Promise.allSettled(
      [...Array(10).keys()].map((n) => append('order-1', [`racer ${n}`], NO_STREAM)),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of all)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ type: 'wrong-expected-version' });
  });

  it('again with the same ids at the same revision is answered as the first one was, however late', async () => {
    await append('order-1', ['0'], NO_STREAM);
    const original = await append('order-1', ['a', 'b'], 0n);
    for (let n = 0; n < 20; n++) await append('order-2', [`other ${n}`]);
    given.server.stop();
    await given.server.start();
    // The first call finds that its connection is broken.
    await append('order-1', ['a', 'b'], 0n).catch(() => undefined);
    expect(await append('order-1', ['a', 'b'], 0n)).toEqual(original);
    expect(await idsIn('order-1')).toEqual(ids('0', 'a', 'b'));
  });

  it('again with the same id and other data is accepted, and its data ignored', async () => {
    await append('order-1', ['a'], NO_STREAM);
    await given.client.appendToStream('order-1', event('a', { other: true }), {
      expectedRevision: NO_STREAM,
      ...(credentials && { credentials }),
    });
    expect((await collect(given.client.readStream('order-1'))).map((resolved) => resolved.event?.data)).toEqual([{}]);
  });

  it('of a prefix of the ids of an earlier one tells revision and place of the last of the prefix', async () => {
    const first = await append('order-1', ['a'], NO_STREAM);
    await append('order-1', ['b', 'c', 'd'], 0n);
    const prefix = await append('order-1', ['b', 'c'], 0n);
    const [, , c] = await collect(given.client.readStream('order-1'));
    expect(prefix).toMatchObject({ success: true, nextExpectedRevision: 2n, position: c?.event?.position });
    expect(await append('order-1', ['a'], NO_STREAM)).toEqual(first);
  });

  it.each([
    ['partly other ids', ['a', 'x']],
    ['other ids from the first on', ['x', 'b']],
    ['more ids than were written', ['a', 'b', 'c']],
  ])('again with %s is a wrong revision', async (_case, names) => {
    await append('order-1', ['a', 'b'], NO_STREAM);
    await expect(append('order-1', names, NO_STREAM)).rejects.toMatchObject({ type: 'wrong-expected-version' });
  });

  it('of an id that the stream has at another revision is written again', async () => {
    await append('order-1', ['a'], NO_STREAM);
    expect(await append('order-1', ['a'], 0n)).toMatchObject({ nextExpectedRevision: 1n });
    expect(await idsIn('order-1')).toEqual(ids('a', 'a'));
  });

  it('of an id that another stream has is written', async () => {
    await append('order-1', ['a'], ANY);
    expect(await append('order-2', ['a'], ANY)).toMatchObject({ nextExpectedRevision: 0n });
  });

  it('at any revision is not doubled when it is repeated at once, and is doubled when the server has forgotten the ids', async () => {
    const original = await append('order-1', ['a', 'b'], ANY);
    expect(await append('order-1', ['a', 'b'], ANY)).toEqual(original);
    expect(await append('order-1', ['a', 'b'], STREAM_EXISTS)).toEqual(original);
    for (let n = 0; n < 11; n++) await append('order-2', [`other ${n}`]);
    await append('order-1', ['a', 'b'], ANY);
    expect(await idsIn('order-1')).toEqual(ids('a', 'b', 'a', 'b'));
  });

  it('without events succeeds with the current revision and a new place, unless the revision is wrong', async () => {
    const { position } = await append('order-1', ['a', 'b'], NO_STREAM);
    const empty = await append('order-1', [], 1n);
    expect(empty).toMatchObject({ success: true, nextExpectedRevision: 1n });
    expect(placeOf(empty.position)).toBeGreaterThan(placeOf(position));
    await expect(append('order-1', [], 0n)).rejects.toMatchObject({ type: 'wrong-expected-version' });
    await expect(append('order-1', [], NO_STREAM)).rejects.toMatchObject({ type: 'wrong-expected-version' });
  });

  it('without events on a missing stream tells a revision though there is no stream', async () => {
    expect(await append('order-1', [], NO_STREAM)).toMatchObject({ success: true, nextExpectedRevision: 0n });
    await expect(idsIn('order-1')).rejects.toMatchObject({ type: 'stream-not-found' });
  });

  it.each([
    ['event', 1],
    ['call', 3],
  ])('of an %s of more than 1,048,576 bytes is refused, and the client stays usable', async (_case, count) => {
    const events = [...Array(count).keys()].map((n) => event(`${n}`, { text: 'x'.repeat(1_048_576 / count) }));
    const refused = given.client.appendToStream('order-1', events, { ...(credentials && { credentials }) });
    await expect(refused).rejects.toMatchObject({
      type: 'maximum-append-size-exceeded',
      maxAppendSize: 1_048_576,
      code,
    });
    expect(await append('order-1', ['a'], NO_STREAM)).toMatchObject({ nextExpectedRevision: 0n });
  });

  it('to a soft-deleted stream begins it anew, and its revisions go on', async () => {
    await append('order-1', ['a'], NO_STREAM);
    await given.client.deleteStream('order-1', { expectedRevision: 0n });
    await expect(idsIn('order-1')).rejects.toMatchObject({ type: 'stream-not-found' });
    expect(await append('order-1', ['b'], NO_STREAM)).toMatchObject({ nextExpectedRevision: 1n });
    const [only, ...others] = await collect(given.client.readStream('order-1'));
    expect([only?.event?.id, only?.event?.revision, others]).toEqual([...ids('b'), 1n, []]);
  });

  it('to a tombstoned stream is refused, and so are its reads', async () => {
    await append('order-1', ['a'], NO_STREAM);
    await given.client.tombstoneStream('order-1');
    await expect(append('order-1', ['b'])).rejects.toMatchObject({ type: 'stream-deleted', streamName: 'order-1' });
    await expect(idsIn('order-1')).rejects.toMatchObject({ type: 'stream-deleted', code: 9 });
  });
});

describe('the batch path alone', () => {
  const given = withDouble();

  it.each([
    ['an empty type', 'order-1', { type: '' }],
    ['an id that is none', 'order-1', { id: 'no uuid' }],
    ['an empty stream name', '', {}],
  ])('says BadRequest of %s', async (_case, stream, wrong) => {
    const bad = { ...event('a'), ...wrong };
    await expect(given.client.appendToStream(stream, bad)).rejects.toMatchObject({
      type: 'unknown',
      code: undefined,
      message: 'Could not recognize BadRequest',
    });
  });

  it('carries all appends of a client over one stream', async () => {
    await Promise.all([...Array(50).keys()].map((n) => given.client.appendToStream(`order-${n}`, event(`${n}`))));
    expect(given.server.events).toHaveLength(50);
    expect(given.server.seen).toMatchObject({ features: 1, batch: 1 });
  });

  it('says that an append was late for the time of the client, though it is written', async () => {
    given.server.faults.slowMs = 60;
    await expect(given.client.appendToStream('order-1', event('a'), { deadline: 10 })).rejects.toMatchObject({
      type: 'deadline-exceeded',
      code: undefined,
    });
    expect(given.server.events).toHaveLength(1);
  });
});
