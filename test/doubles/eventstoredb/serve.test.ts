import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { expect, it } from '@jest/globals';
import { collect, numberOf } from './collect.ts';

it('a server of its own process tells its address, serves, and ends with its input', async () => {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(server, 'exit');
  try {
    const [address] = await once(server.stdout, 'data');
    const client = EventStoreDBClient.connectionString(String(address).trim());
    await client.appendToStream('order-1', jsonEvent({ type: 'OrderPlaced', data: { n: 1 } }));
    expect((await collect(client.readStream('order-1'))).map(numberOf)).toEqual([1]);
    await client.dispose();
  } finally {
    server.stdin.end();
  }
  expect(await exited).toEqual([0, null]);
});
