import { beforeEach, describe, expect, it } from '@jest/globals';
import { orderAt } from '../../src/audit/standing.ts';
import { DamagedLog, type EventMetadata, START } from '../../src/platform/eventstore/event-store.ts';
import { auditWorld } from './support/audit-world.ts';
import { BEGIN, cancelledAndRefunded, minuteOf } from './support/past.ts';

let world: Awaited<ReturnType<typeof auditWorld>>;
beforeEach(async () => {
  world = await auditWorld();
  await cancelledAndRefunded(world.past);
});

describe('an order as it stood', () => {
  it.each([
    [minuteOf(0), 'AwaitingPayment', 'Pending'],
    ['2026-05-08T03:03:59.999Z', 'AwaitingPayment', 'Paid'],
    ['2026-05-08T03:04:00Z', 'Paid', 'Paid'],
    [minuteOf(6), 'Cancelling', 'Paid'],
    [minuteOf(9), 'Cancelled', 'RefundPending'],
    ['2030-01-01T00:00:00Z', 'Cancelled', 'Refunded'],
  ])('at %s: %s, money %s', async (at, status, money) => {
    expect(orderAt(await world.record(), { at })).toMatchObject({ status, payment: { status: money } });
  });

  it('is nothing before it was placed', async () => {
    expect(orderAt(await world.record(), { at: new Date(BEGIN - 1).toISOString() })).toBeNull();
    expect(orderAt(await world.record(), { position: START })).toBeNull();
  });

  it('is told exactly by a place in the log', async () => {
    const record = await world.record();
    const statuses = record.events.map(({ position }) => orderAt(record, { position })?.status);

    expect(statuses.slice(3, 9)).toEqual(['AwaitingPayment', 'Paid', 'Paid', 'Cancelling', 'Cancelling', 'Cancelled']);
  });

  it('counts what the log holds before an event, though a clock was fast', async () => {
    // The payment process's machine is an hour ahead; the shipping process saw its event, and is not.
    const record = await world.record();
    const hourAhead = minuteOf(64);
    const events = record.events.map((event) => (event.type === 'OrderPaid' ? { ...event, at: hourAhead } : event));

    expect(orderAt({ ...record, events }, { at: minuteOf(4) })?.status).toBe('AwaitingPayment');
    expect(orderAt({ ...record, events }, { at: minuteOf(5) })?.status).toBe('Paid');
  });

  it('is not told when something up to then can’t be read, and is told of the time before', async () => {
    world.damage('OrderPaid', { data: {} });
    const record = await world.record();

    expect(orderAt(record, { at: minuteOf(3) })?.status).toBe('AwaitingPayment');
    expect(() => orderAt(record, { at: minuteOf(4) })).toThrow(DamagedLog);
  });

  it('does not mind a message that can’t be read, nor one without a time', async () => {
    world.damage('SmsAttempted', { data: {}, metadata: null as unknown as EventMetadata });

    expect(orderAt(await world.record(), { at: minuteOf(4) })?.status).toBe('Paid');
  });

  it('is not told at all when a stream is not whole', async () => {
    world.store.broken = `delivery-${world.past.orderId}`;
    const record = await world.record();

    expect(() => orderAt(record, { at: minuteOf(0) })).toThrow(DamagedLog);
    world.store.broken = `notification-${world.past.orderId}`;
    expect(orderAt(await world.record(), { at: minuteOf(4) })?.status).toBe('Paid');
  });
});
