// Appends to the log in its first argument until it is killed, and prints each position that was acknowledged.
import { randomUUID } from 'node:crypto';
import { openEmbeddedEventStore } from '../../../../../src/platform/eventstore/embedded/embedded-event-store.ts';
import { event } from '../../../../support/an-event.ts';

const store = openEmbeddedEventStore({ dataDir: process.argv[2] as string });
await Promise.all(
  [...Array(8)].map(async () => {
    for (;;) {
      const name = randomUUID();
      const { position } = await store.append(`order-${name}`, 'no-stream', [event(name)]);
      process.stdout.write(`${Number(position)}\n`);
    }
  }),
);
