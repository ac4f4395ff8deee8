import { once } from 'node:events';
import { START } from '@eventstore/db-client';
import { expect, it } from '@jest/globals';
import { uuidV5 } from '../../../src/platform/runtime/ids.ts';
import { until } from '../../support/until.ts';
import { follow, numberOf } from './collect.ts';
import { withDouble } from './with-double.ts';

const TESTS = '7e57ab1e-0000-4000-8000-000000000000';
const EVENTS = 5_000;
/** It takes a second, and on a machine that is busy or measured several: far less than a double that has become slow by an order. */
const PATIENCE_MS = 30_000;

const given = withDouble();
function fill(count: number, bytes: number): void {
  const text = 'x'.repeat(bytes);
  for (let n = 0; n < count; n++) {
    const data = Buffer.from(JSON.stringify({ n, text }));
    given.server.append('order-1', 'any', [{ id: uuidV5(TESTS, `${n}`), type: 'A', data, metadata: Buffer.of() }]);
  }
}

it('tells a subscription thousands of events without making a test wait', async () => {
  fill(EVENTS, 300);
  const followed = follow(given.client.subscribeToAll({ fromPosition: START }));
  await until(() => followed.events.length === EVENTS, PATIENCE_MS);
  expect(followed.events.every((event, n) => numberOf(event) === n)).toBe(true);
});

it('sends a subscription no faster than it is read', async () => {
  fill(400, 100_000);
  const subscription = given.client.subscribeToAll({ fromPosition: START });
  await once(subscription, 'readable');
  let before = -1;
  await until(() => {
    const isStill = given.server.sent === before;
    before = given.server.sent;
    return isStill;
  });
  expect(before).toBeLessThan(300);
  const followed = follow(subscription);
  await until(() => followed.events.length === 400, PATIENCE_MS);
});
