// The limit of the HTTP rows: one Fastify route that takes and answers bodies of the same size and does nothing.
import fastify from 'fastify';

const answer = JSON.parse(process.env.BENCH_ANSWER ?? '{}') as object;
const app = fastify();
app.post('/', async (_request, reply) => reply.code(201).send(answer));
app.get('/', async () => answer);
const url = await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${JSON.stringify({ msg: 'ready', url })}\n`);
process.once('SIGTERM', () => process.exit(0));
