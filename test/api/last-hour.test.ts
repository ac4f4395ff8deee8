import { beforeEach, describe, expect, it } from '@jest/globals';
import { Counter, Histogram, Registry } from 'prom-client';
import { MeasuredHour } from '../../src/api/last-hour.ts';
import { FixedClock } from '../support/fixed-clock.ts';

const BEGIN = '2026-05-08T03:00:10.000Z';
const MINUTE_MS = 60_000;

let clock: FixedClock;
let metrics: Registry;
let events: Counter;
let lagSeconds: number;
let hour: MeasuredHour;
beforeEach(() => {
  clock = new FixedClock(BEGIN);
  metrics = new Registry();
  events = new Counter({ name: 'kkotgil_events_total', help: 'h', labelNames: ['type'], registers: [metrics] });
  lagSeconds = 0;
  const logger = { warn: () => undefined };
  hour = new MeasuredHour({ metrics, clock, timer: clock, logger, lag: async () => lagSeconds });
});

const orders = async () => (await hour.minutes()).map((minute) => minute.orders);

describe('the numbers of the last hour', () => {
  it('count each event for the minute in which it was seen, from the first look on', async () => {
    events.inc({ type: 'OrderPlaced' }, 7);
    expect(await orders()).toEqual([0]);

    events.inc({ type: 'OrderPlaced' }, 2);
    events.inc({ type: 'SmsSent' }, 3);
    events.inc({ type: 'SmsDropped' });
    events.inc({ type: 'DeliveryStarted' });
    expect((await hour.minutes()).at(-1)).toMatchObject({ orders: 2, smsSent: 3, smsFailed: 1 });

    await clock.advance(3 * MINUTE_MS);
    events.inc({ type: 'OrderPlaced' });
    const minutes = await hour.minutes();
    expect(minutes.map((minute) => minute.orders)).toEqual([2, 0, 0, 1]);
    expect(minutes.map(({ at }) => new Date(at).toISOString().slice(11, 16))).toEqual([
      '03:00',
      '03:01',
      '03:02',
      '03:03',
    ]);
  });

  it('hold an hour and no more, also after a long silence', async () => {
    await orders();
    events.inc({ type: 'OrderPlaced' });
    await orders();
    await clock.advance(59 * MINUTE_MS);
    expect(await orders()).toHaveLength(60);
    expect((await orders())[0]).toBe(1);
    await clock.advance(MINUTE_MS);
    expect((await orders())[0]).toBe(0);
    await clock.advance(10 * 60 * MINUTE_MS);
    expect(await orders()).toEqual(Array.from({ length: 60 }, () => 0));
  });

  it('count answers with 5xx and failed calls, not how long they took', async () => {
    const answers = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'h',
      labelNames: ['status'],
      buckets: [1, 5],
      registers: [metrics],
    });
    const calls = new Counter({
      name: 'kkotgil_gateway_failures_total',
      help: 'h',
      labelNames: ['service', 'kind'],
      registers: [metrics],
    });
    await orders();
    answers.observe({ status: 503 }, 0.5);
    answers.observe({ status: 500 }, 7);
    answers.observe({ status: 404 }, 0.5);
    calls.inc({ service: 'payment', kind: 'timeout' });
    calls.inc({ service: 'sms', kind: 'HTTP_401' });

    expect((await hour.minutes()).at(-1)).toMatchObject({ errors: 2, failedCalls: 2 });
  });

  it('keep the longest lag of a minute, and none where nobody could look', async () => {
    lagSeconds = 4;
    await hour.minutes();
    lagSeconds = 1;
    expect((await hour.minutes()).at(-1)?.lagSeconds).toBe(4);

    const blind = new MeasuredHour({
      metrics,
      clock,
      timer: clock,
      logger: { warn: () => undefined },
      lag: async () => Promise.reject(new Error('the store is away')),
    });
    expect((await blind.minutes()).at(-1)?.lagSeconds).toBeNull();
  });

  it('go on with the last minute when somebody sets the clock back', async () => {
    await orders();
    clock.set(-30 * MINUTE_MS);
    events.inc({ type: 'OrderPlaced' });

    expect(await orders()).toEqual([1]);
  });

  it('are taken by themselves until they are not wanted any more', async () => {
    const stopping = new AbortController();
    const running = hour.run(stopping.signal);
    await clock.advance(20_000);
    events.inc({ type: 'OrderPlaced' }, 5);
    await clock.advance(MINUTE_MS);
    stopping.abort();
    await running;

    expect((await orders()).reduce((sum, each) => sum + each, 0)).toBe(5);
  });
});
