import { beforeEach, describe, expect, it } from '@jest/globals';
import { readAuditedOrder } from '../../src/audit/audited-order.ts';
import { type CauseTree, causeTrees } from '../../src/audit/causes.ts';
import { isDamaged, type OrderStory, tellStory } from '../../src/audit/story.ts';
import type { EventMetadata } from '../../src/platform/eventstore/event-store.ts';
import { idOf } from '../support/history.ts';
import { auditWorld } from './support/audit-world.ts';
import { cancelledAndRefunded, completed, minuteOf } from './support/past.ts';

let world: Awaited<ReturnType<typeof auditWorld>>;
beforeEach(async () => {
  world = await auditWorld();
});

/** A tree as types with what came of them. */
type Shape = readonly (string | readonly [string, Shape])[];
const shapeOf = (trees: readonly CauseTree[]): Shape =>
  trees.map(({ event, effects }) => (effects.length === 0 ? event.type : [event.type, shapeOf(effects)]));
const find = ({ events }: OrderStory, type: string) => {
  const found = events.find((event) => event.type === type);
  if (found === undefined) throw new Error(`no ${type}`);
  return found;
};

describe('the story of an order', () => {
  it('tells a cancelled and refunded one over all its streams, in the order of the log', async () => {
    await cancelledAndRefunded(world.past);
    const { orderId, events, damaged } = await world.story();

    expect([orderId, damaged]).toEqual([world.past.orderId, []]);
    expect(
      events.map(({ type, stream, revision, actor, at, status, paymentStatus }) => [
        `${stream.split('-')[0]}@${revision}`,
        type,
        actor,
        at,
        status,
        paymentStatus,
      ]),
    ).toEqual([
      ['order@0', 'OrderPlaced', 'customer', minuteOf(0), 'AwaitingPayment', 'Pending'],
      ['payment@0', 'PaymentAttempted', 'payment', minuteOf(1), 'AwaitingPayment', 'Pending'],
      ['notification@0', 'SmsAttempted', 'sms', minuteOf(2), 'AwaitingPayment', 'Pending'],
      ['payment@1', 'PaymentApproved', 'payment', minuteOf(3), 'AwaitingPayment', 'Paid'],
      ['order@1', 'OrderPaid', 'payment', minuteOf(4), 'Paid', 'Paid'],
      ['delivery@0', 'DeliveryRequested', 'shipping', minuteOf(5), 'Paid', 'Paid'],
      ['order@2', 'OrderCancellationRequested', 'customer', minuteOf(6), 'Cancelling', 'Paid'],
      ['delivery@1', 'DeliveryCancelled', 'customer', minuteOf(7), 'Cancelling', 'Paid'],
      ['order@3', 'OrderCancelled', 'shipping', minuteOf(8), 'Cancelled', 'Paid'],
      ['payment@2', 'RefundAttempted', 'payment', minuteOf(9), 'Cancelled', 'RefundPending'],
      ['payment@3', 'RefundApproved', 'payment', minuteOf(10), 'Cancelled', 'Refunded'],
    ]);
  });

  it('links every event to what it came from, and to what came of it', async () => {
    await cancelledAndRefunded(world.past);
    const story = await world.story();
    const [placed, attempted, sms] = story.events;

    expect(placed?.cause).toEqual({ kind: 'command', id: placed?.commandId, position: null });
    expect(attempted?.cause).toEqual({ kind: 'event', id: placed?.id, position: placed?.position });
    expect(placed?.effects).toEqual([attempted?.position, sms?.position]);
    expect(find(story, 'RefundApproved').effects).toEqual([]);
  });

  it('grows a tree of causes from each thing that somebody wanted', async () => {
    await cancelledAndRefunded(world.past);

    expect(shapeOf(causeTrees((await world.story()).events))).toEqual([
      [
        'OrderPlaced',
        [['PaymentAttempted', [['PaymentApproved', [['OrderPaid', ['DeliveryRequested']]]]]], 'SmsAttempted'],
      ],
      [
        'OrderCancellationRequested',
        [['DeliveryCancelled', [['OrderCancelled', [['RefundAttempted', ['RefundApproved']]]]]]],
      ],
    ]);
  });

  it('tells a completed one', async () => {
    await completed(world.past);
    const story = await world.story();

    expect(shapeOf(causeTrees(story.events))).toEqual([
      ['OrderPlaced', [['PaymentAttempted', [['PaymentApproved', [['OrderPaid', ['DeliveryRequested']]]]]]]],
      'DeliveryAccepted',
      'DeliveryStarted',
      ['DeliveryCompleted', [['OrderCompleted', ['ReviewRequested']]]],
      'ReviewWritten',
      'ReviewChecked',
    ]);
    expect(story.events.at(-1)).toMatchObject({ status: 'Delivered', paymentStatus: 'Paid' });
  });

  it('is the same, letter by letter, each time it is told', async () => {
    await completed(world.past);

    expect(JSON.stringify(await world.story())).toBe(JSON.stringify(await world.story()));
  });

  it('is none for an order that there is not', async () => {
    expect(await readAuditedOrder(world.log, idOf('nobody’s order'))).toBeNull();
  });

  it('ends where the log ended when the telling began, so that no effect is seen without its cause', async () => {
    await cancelledAndRefunded(world.past);
    const before = await world.record();
    const head = before.events[3]?.position ?? '';
    const { log } = world;
    const growing = { logId: log.logId, head: async () => head, inspectStream: log.inspectStream.bind(log) };

    expect((await readAuditedOrder(growing, world.past.orderId))?.events).toEqual(before.events.slice(0, 4));
  });
});

describe('what a story shows of people', () => {
  it('is what the shop knows, without the means to pay', async () => {
    await cancelledAndRefunded(world.past);

    expect(find(await world.story(), 'OrderPlaced').data).toMatchObject({
      customer: { name: '이지은', phone: '+821012345678' },
      payment: { method: 'card', token: '[hidden]' },
    });
  });

  it('is the mark of erasure once they are erased; the money stays', async () => {
    await cancelledAndRefunded(world.past);
    await world.eraseCustomer();
    const story = await world.story();

    expect(find(story, 'OrderPlaced').data).toMatchObject({
      total: 90_000,
      customer: { name: '[erased]', phone: '[erased]' },
      recipient: { name: '김민수' },
      payment: { method: 'card', token: '[erased]' },
    });
    expect(find(story, 'OrderCancelled').data).toEqual({ by: 'customer', reason: '[erased]' });
    expect(isDamaged(story)).toBe(false);
    expect(story.events.at(-1)).toMatchObject({ status: 'Cancelled', paymentStatus: 'Refunded' });
  });
});

describe('a story with damage in it', () => {
  beforeEach(() => cancelledAndRefunded(world.past));

  it('shows an event that can’t be read in its place, with its causes, and hides no other', async () => {
    const sound = await world.story();
    world.damage('OrderPaid', { data: { amount: 'much' } });
    const story = await world.story();

    expect(find(story, 'OrderPaid')).toMatchObject({
      actor: 'payment',
      at: minuteOf(4),
      data: null,
      fault: expect.stringContaining('OrderPaid does not fit its schema'),
      cause: find(sound, 'OrderPaid').cause,
      effects: find(sound, 'OrderPaid').effects,
    });
    const others = ({ events }: OrderStory) =>
      events.filter(({ type }) => type !== 'OrderPaid').map(({ status: _, paymentStatus: __, ...event }) => event);
    expect(others(story)).toEqual(others(sound));
    expect(isDamaged(story)).toBe(true);
  });

  it('says no status from there on', async () => {
    world.damage('OrderPaid', { data: {} });

    expect((await world.story()).events.map(({ status }) => status)).toEqual([
      ...Array(4).fill('AwaitingPayment'),
      ...Array(7).fill(null),
    ]);
  });

  it('knows the status in spite of a message that can’t be read', async () => {
    world.damage('SmsAttempted', { data: {} });
    const story = await world.story();

    expect(isDamaged(story)).toBe(true);
    expect(story.events.at(-1)).toMatchObject({ status: 'Cancelled', paymentStatus: 'Refunded' });
  });

  it.each([[null], [{ $damaged: '{"at":' }], [{ at: 7, actor: {}, schema: 'one' }]])(
    'tells nothing of an event with such metadata: %j',
    async (metadata) => {
      world.damage('OrderPaid', { metadata: metadata as unknown as EventMetadata });

      expect(find(await world.story(), 'OrderPaid')).toMatchObject({
        at: null,
        actor: null,
        schema: null,
        causationId: null,
        data: null,
        fault: expect.any(String),
        cause: { kind: 'unknown', id: null, position: null },
      });
    },
  );

  it('leaves a stream out, and says so, whose events are not all there', async () => {
    const sound = await world.story();
    const stream = `payment-${world.past.orderId}`;
    world.store.broken = stream;
    const story = await world.story();

    expect(story.damaged).toEqual([{ stream, detail: `event 1 of ${stream} is missing` }]);
    expect(story.events.map(({ id }) => id)).toEqual(
      sound.events.filter((event) => event.stream !== stream).map(({ id }) => id),
    );
    expect(isDamaged(story)).toBe(true);
    expect(story.events.map(({ status }) => status)).toEqual(story.events.map(() => null));
    expect(find(story, 'OrderPaid').cause).toMatchObject({ kind: 'unknown', id: find(sound, 'OrderPaid').causationId });
  });

  it('takes no event for its own cause, and none for that of an earlier one', async () => {
    const { events } = await world.record();
    const [first, second] = events;
    if (first?.type !== 'OrderPlaced' || second?.type !== 'PaymentAttempted') throw new Error('another past');
    const circle = [
      { ...first, metadata: { ...first.metadata, $causationId: second.id } },
      { ...second, metadata: { ...second.metadata, $causationId: second.id } },
    ];
    const story = tellStory('log', { orderId: world.past.orderId, events: circle, damaged: [] });

    expect(story.events.map(({ cause }) => cause.kind)).toEqual(['unknown', 'unknown']);
    expect(causeTrees(story.events)).toHaveLength(2);
  });
});
