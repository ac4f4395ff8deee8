import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { startApp, temporaryFolder } from './support/app.ts';
import { Client } from './support/client.ts';

it('tells a collector of requests and turns, and nothing of what is in them', async () => {
  let sent = '';
  const collector = createServer(async (request, response) => {
    for await (const chunk of request) sent += chunk;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const folder = await temporaryFolder();
  const app = await startApp({ dataDir: folder.path, env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
  const client = new Client(() => app.url);
  const { orderId, trackingToken } = await client.placed();
  await client.untilOrder(orderId, 'is with the florist', ({ delivery }) => delivery?.status === 'Requested');
  await client.order(orderId, trackingToken);
  // The last spans are sent when the program stops.
  expect(await app.stop()).toBe(0);
  collector.close();
  await folder.remove();
  expect(sent).toContain('POST /api/orders');
  expect(sent).toContain('GET /api/orders/:orderId');
  expect(sent).toContain('run of payment');
  for (const secret of [trackingToken, '이지은', '010-1234-5678', '821012345678', '테헤란로'])
    expect(sent).not.toContain(secret);
}, 40_000);
