import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { toProcessView } from '../../../src/platform/processes/process-view.ts';
import { operatorWords, WAITS } from '../../../src/processes/operator-words.ts';

const now = Date.parse('2026-05-08T03:00:00.000Z');
const lag = { events: 0, seconds: 0 };
const open = {
  instanceId: 'order-1',
  waitingFor: 'charge',
  since: now - 60_000,
  due: now + 60_000,
  overdueAt: now - 1,
  failures: 3,
  cause: 'the circuit is open',
};

describe('an operator', () => {
  it('is told in words what is open, since when, why, and what to do', () => {
    const view = toProcessView('payment', lag, now, { position: '1', open: [open], parked: [] }, operatorWords);

    expect(view.open).toEqual([
      {
        instanceId: 'order-1',
        waitingFor: 'charge',
        ...WAITS.charge,
        cause: 'the circuit is open',
        facts: null,
        since: '2026-05-08T02:59:00.000Z',
        due: '2026-05-08T02:59:59.999Z',
        overdue: true,
      },
    ]);
  });

  it('is told of a parked order why it stands, and how it goes on', () => {
    const parked = [{ instanceId: 'order-1', reason: 'TypeError: x', since: now, due: null }];

    expect(toProcessView('payment', lag, now, { position: '1', open: [], parked }, operatorWords).parked).toEqual([
      {
        instanceId: 'order-1',
        reason: 'TypeError: x',
        advice: expect.stringContaining('POST /api/processes/payment/parked/{orderId}/retry'),
        since: '2026-05-08T03:00:00.000Z',
      },
    ]);
  });

  it('is told how many wait for what, however many are shown', () => {
    const many = Array.from({ length: 300 }, (_, n) => ({
      ...open,
      instanceId: `o-${n}`,
      overdueAt: n < 3 ? now - 1 : null,
    }));
    const view = toProcessView('payment', lag, now, { position: '1', open: many, parked: [] }, operatorWords);

    expect([view.open.length, view.openCount]).toEqual([200, 300]);
    expect(view.waits).toEqual([{ waitingFor: 'charge', what: WAITS.charge?.what, open: 300, overdue: 3 }]);
  });

  it('finds words for whatever the processes wait for', () => {
    const folders = ['src/processes', 'src/platform/processes', 'src/domain'].map((path) =>
      join(import.meta.dirname, '../../..', path),
    );
    const texts = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    );
    const found = texts.flatMap((text) =>
      [...text.matchAll(/(?:waitingFor: |WAITING_FOR = |RUN = |STORE = |SMS = )'([\w-]+)'/g)].map(([, word]) => word),
    );

    expect(found).toEqual(expect.arrayContaining(['charge', 'refund', 'florist-answer', 'turn', 'store', 'sms']));
    expect(found.filter((word) => !(String(word) in WAITS))).toEqual([]);
  });
});
