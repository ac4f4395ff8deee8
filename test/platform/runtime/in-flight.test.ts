import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answersOn, trackAnswers, whenSent } from '../../../src/platform/runtime/in-flight.ts';
import { until } from '../../support/until.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

describe('answers in flight', () => {
  let server: Server;
  let caller: Socket;
  /** Answers that a handler has still to send, and how many were known to be in flight when it heard of each. */
  const heard: { answer: ServerResponse; known: number }[] = [];

  beforeEach(async () => {
    heard.length = 0;
    server = createServer(({ socket }, answer) => heard.push({ answer, known: answersOn(socket).length }));
    trackAnswers(server);
    trackAnswers(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    caller = connect((server.address() as AddressInfo).port, '127.0.0.1');
  });
  afterEach(() => {
    caller.destroy();
    server.closeAllConnections();
    server.close();
  });

  it('are known before their requests are looked at, and until they are sent', async () => {
    caller.write(REQUEST.repeat(3));
    await until(() => heard.length === 3);
    const { socket } = (heard[0] as (typeof heard)[0]).answer.req;

    expect(heard.map(({ known }) => known)).toEqual([1, 2, 3]);
    for (const { answer } of heard) answer.end('here');
    await until(() => answersOn(socket).length === 0);
  });

  it('are those of one connection', async () => {
    const other = connect((server.address() as AddressInfo).port, '127.0.0.1');
    caller.write(REQUEST);
    other.write(REQUEST);
    await until(() => heard.length === 2);
    other.destroy();

    expect(heard.map(({ known }) => known)).toEqual([1, 1]);
  });

  it('tell when they are sent, and never when their connection is gone before', async () => {
    const sent: number[] = [];
    caller.write(REQUEST.repeat(2));
    await until(() => heard.length === 2);
    const [first, second] = heard.map(({ answer }) => answer) as [ServerResponse, ServerResponse];
    whenSent(first, () => sent.push(1));
    whenSent(second, () => sent.push(2));
    first.end('here');
    await until(() => sent.length > 0);
    const gone = once(second, 'close');
    caller.destroy();
    await gone;
    second.end('too late');

    expect(sent).toEqual([1]);
  });
});
