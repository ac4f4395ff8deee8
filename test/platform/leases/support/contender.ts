// A process that competes for a lease until its input ends: `url database name`. Tells on its output what happens to it.
import { randomUUID } from 'node:crypto';
import { holdLease } from '../../../../src/platform/leases/hold.ts';
import { MongoLeaseStore } from '../../../../src/platform/leases/mongo-lease-store.ts';
import { connectMongo } from '../../../../src/platform/mongo/connect.ts';
import { systemTimer } from '../../../../src/platform/runtime/system.ts';
import { quiet } from '../../../support/quiet-logger.ts';

const [url = '', database = '', name = ''] = process.argv.slice(2);
const tell = (what: string) => process.stdout.write(`${what}\n`);
const stop = new AbortController();
process.stdin.on('end', () => stop.abort()).resume();

const connection = await connectMongo({ url, database, appName: 'test' });
await holdLease({
  store: new MongoLeaseStore(connection),
  name,
  holder: randomUUID(),
  timer: systemTimer,
  logger: quiet,
  signal: stop.signal,
  work: async ({ signal, term }) => {
    tell(`holds ${term}`);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    tell(`stopped ${term}`);
  },
});
await connection.close();
