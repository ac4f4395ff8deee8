// The double as a process of its own, for tests that have no server in their own: `node serve.ts --port 2113 --links`. Tells its
// connection string on its output, and ends with its input. What it was told is kept in memory alone.
import { parseArgs } from 'node:util';
import { EventStoreDouble } from './double.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, links: { type: 'boolean', default: false } },
});
const server = await EventStoreDouble.start({ port: Number(values.port), systemProjections: values.links });
process.stdout.write(`${server.connectionString}\n`);
process.stdin.on('end', () => void server.close()).resume();
