import { describe, expect, it } from '@jest/globals';
import { BSON, MongoBulkWriteError, MongoInvalidArgumentError, MongoNetworkError, MongoServerError } from 'mongodb';
import { NotStorable, StoreRefused, StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import { asStoreFault } from '../../../src/platform/mongo/faults.ts';

const answered = (code: number, errorLabels: string[] = []) =>
  new MongoServerError({ code, errmsg: 'out of luck', errorLabels });

/** As Node makes them, and the driver hands some of them on. */
const ofNode = (code: string, message: string) => Object.assign(new Error(message), { code });

describe('what a call of MongoDB ended with', () => {
  it.each([
    ['the network', new MongoNetworkError('reset')],
    [
      'the network, in the middle of many writes',
      new MongoBulkWriteError(new MongoNetworkError('reset') as never, {} as never),
    ],
    ['a socket that the other side has ended', ofNode('EPIPE', 'This socket has been ended by the other party')],
    ['a socket that was reset', ofNode('ECONNRESET', 'read ECONNRESET')],
    ['a stream that was destroyed', ofNode('ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed')],
    ['a server that has lost its role', answered(10_107)],
    ['a server that stops', answered(91)],
    ['a majority that is not there in time', answered(64)],
    ['a full disk', answered(14_031)],
    ['a code that is new, with a label that says it heals', answered(999_999, ['RetryableWriteError'])],
  ])('heals by another try: %s', (_what, error) => {
    const fault = asStoreFault('views', error);
    expect(fault).toBeInstanceOf(StoreUnavailable);
    expect(fault).not.toBeInstanceOf(StoreRefused);
  });

  it.each([
    ['wrong credentials', answered(18)],
    ['a missing right', answered(13)],
    ['a command that the server does not know', answered(59)],
    ['a write concern that it can’t satisfy', answered(100)],
  ])('concerns all of the store: %s', (_what, error) => {
    expect(asStoreFault('views', error)).toBeInstanceOf(StoreRefused);
  });

  it.each([
    ['a value that is refused', answered(121)],
    ['a bad value', answered(2)],
    ['a document that is too large', answered(10_334)],
    ['one that is too large to be sent', new MongoInvalidArgumentError('Document is larger than the maximum size')],
    ['one that can’t be written down', new BSON.BSONError('cyclic dependency')],
    ['a code that is new', answered(999_999)],
  ])('concerns what was to be stored alone: %s', (_what, error) => {
    const fault = asStoreFault('views', error);
    expect(fault).toBeInstanceOf(NotStorable);
    expect(fault).not.toBeInstanceOf(StoreUnavailable);
  });

  it('is left alone when it is a fault of the program', () => {
    for (const fault of [
      new TypeError('no'),
      Object.assign(new TypeError('no'), { code: 'ERR_INVALID_ARG_TYPE' }),
      undefined,
    ]) {
      expect(asStoreFault('views', fault)).toBe(fault);
    }
  });
});
