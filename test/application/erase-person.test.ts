import { describe, expect, it } from '@jest/globals';
import { type CommandIdentity, keyedCommand, newCommand } from '../../src/application/command-identity.ts';
import { ErasureUnderWay, PersonEraser } from '../../src/application/erase-person.ts';
import { createEventLog } from '../../src/stored-events/event-log.ts';
import { streamOf } from '../../src/stored-events/streams.ts';
import { FixedClock } from '../support/fixed-clock.ts';
import { aRoseOrder, History, idOf } from '../support/history.ts';
import { MemoryEventStore } from '../support/memory-event-store.ts';
import { PlainCodec } from '../support/plain-codec.ts';

const PHONE = '+821012345678';

function setUp() {
  const clock = new FixedClock();
  const log = createEventLog(new MemoryEventStore(), new PlainCodec());
  const history = new History(clock, log);
  let made = 0;
  const people = new Map([[PHONE, 'key-1']]);
  const eraser = new PersonEraser({
    log,
    clock,
    timer: clock,
    ids: { next: () => idOf(`erasure-${made++}`) },
    people: { find: async (phone) => people.get(phone) ?? null },
    ordersOf: async () => [{ orderId: idOf('order'), roles: ['customer'] }],
  });
  const keyed = (phone: string): CommandIdentity =>
    keyedCommand(
      Buffer.alloc(32, 1),
      { route: 'POST /x', identity: 'operator', key: 'k', body: { phone } },
      'operator',
    );
  const fresh = () => newCommand({ next: () => idOf(`erasure-${made++}`) }, 'operator');
  const requested = async () => {
    const found: string[] = [];
    for await (const page of log.readAll({ categories: ['erasure'] }))
      for (const event of page) found.push(event.streamId);
    return found;
  };
  const ended = async () => {
    await history.happened(idOf('order'), 'OrderPlaced', aRoseOrder);
    await history.happened(idOf('order'), 'OrderPaymentFailed', { code: 'DECLINED' });
    await history.happened(idOf('order'), 'PaymentDeclined', { amount: 90_000, code: 'DECLINED' });
  };
  /** What the erasure process would do. */
  const carryOut = async () => {
    for (const streamId of await requested()) {
      const context = { correlationId: 'x', causationId: 'x', actor: 'erasure', at: 'now', subjects: {} };
      const orders = [{ orderId: idOf('order'), roles: ['customer'] as const }];
      people.clear();
      await log.append(
        streamId,
        0,
        [
          { type: 'OrdersErased', data: { orders } },
          { type: 'ErasureCompleted', data: { orders: 1 } },
        ],
        {
          ...context,
          commandId: idOf(`carry-out-${streamId}`),
        },
      );
    }
  };
  return { clock, log, history, eraser, keyed, fresh, requested, ended, carryOut };
}

describe('asking for somebody to be erased', () => {
  it('says that nothing is kept under a number that nobody has, and puts nothing on record', async () => {
    const { eraser, fresh, requested } = setUp();
    expect(await eraser.erase('+821000000000', fresh())).toMatchObject({
      kind: 'done',
      value: { erased: false, ordersKept: 0 },
    });
    expect(await requested()).toEqual([]);
  });

  it('is refused while an order is open, and puts nothing on record', async () => {
    const { eraser, fresh, requested, history } = setUp();
    await history.happened(idOf('order'), 'OrderPlaced', aRoseOrder);
    expect(await eraser.erase(PHONE, fresh())).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'PERSON_HAS_OPEN_ORDERS', facts: { openOrders: 1 } },
    });
    expect(await requested()).toEqual([]);
  });

  it('waits a moment for an order whose end is just being written', async () => {
    const { eraser, fresh, requested, history, clock } = setUp();
    await history.happened(idOf('order'), 'OrderPlaced', aRoseOrder);
    await history.happened(idOf('order'), 'PaymentApproved', { amount: 90_000, paymentId: 'p' });
    await history.happened(idOf('order'), 'OrderPaid', { amount: 90_000, paymentId: 'p' });
    await history.happened(idOf('order'), 'DeliveryCompleted', {});
    const asked = eraser.erase(PHONE, fresh());
    await clock.advance(500);
    expect(await requested()).toEqual([]);
    await history.happened(idOf('order'), 'OrderCompleted', {});
    await clock.advance(500);
    expect(await requested()).toHaveLength(1);
    asked.catch(() => undefined);
  });

  it('answers at the end, and the same to a repeat although the number is unknown by then', async () => {
    const { eraser, keyed, ended, carryOut, clock } = setUp();
    await ended();
    const asked = eraser.erase(PHONE, keyed(PHONE));
    await clock.advance(100);
    await carryOut();
    await clock.advance(100);
    const done = { kind: 'done', value: { erased: true, ordersKept: 1 } };
    expect(await asked).toMatchObject({ ...done, replayed: false });
    expect(await eraser.erase(PHONE, keyed(PHONE))).toMatchObject({ ...done, replayed: true });
    expect(await eraser.erase('+821000000000', keyed('+821000000000'))).toEqual({ kind: 'key-reused' });
  });

  it('says that it is under way when the end does not come in time', async () => {
    const { eraser, fresh, ended, clock } = setUp();
    await ended();
    const asked = eraser.erase(PHONE, fresh());
    asked.catch(() => undefined);
    await clock.advance(11_000);
    await expect(asked).rejects.toThrow(ErasureUnderWay);
  });

  it('keeps nothing on record that was made of the number', async () => {
    const { eraser, keyed, ended, log, clock } = setUp();
    await ended();
    const command = keyed(PHONE);
    eraser.erase(PHONE, command).catch(() => undefined);
    await clock.advance(100);
    const [event] = await log.readStream(streamOf('erasure', command.commandId));
    expect(event?.metadata.digest).toBeUndefined();
    expect(JSON.stringify(event)).not.toContain(command.digest);
    await clock.advance(11_000);
  });
});
