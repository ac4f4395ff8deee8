import Fastify, { type FastifyError } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Clock } from '../../platform/runtime/clock.ts';
import { installDraining } from '../../platform/runtime/draining.ts';
import type { IdSource } from '../../platform/runtime/ids.ts';
import type { Timer } from '../../platform/runtime/timer.ts';
import { LedgerUnavailable } from './ledger-file.ts';

export interface SimulatorOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Default: loopback, since simulators check no identity. Another only within a network of containers. */
  readonly host?: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly ids: IdSource;
}

export interface Simulator {
  readonly url: string;
  readonly port: number;
  /** Answers what has come in, then closes. What waits to be done is dropped. */
  close(): Promise<void>;
}

/** On the wire. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** Far above the largest request of both protocols. */
const BODY_BYTES = 32 * 1024;

/** Takes JSON, checks it by zod schemas, and answers a caller's faults with a 4xx that names them. */
export function createSimulatorServer() {
  const server = Fastify({ bodyLimit: BODY_BYTES, return503OnClosing: false }).withTypeProvider<ZodTypeProvider>();
  installDraining(server);
  server.setValidatorCompiler(validatorCompiler);
  server.setNotFoundHandler(async (_request, reply) => {
    const refusal: Refusal = { code: 'NOT_FOUND', message: 'no such path' };
    return reply.code(404).send(refusal);
  });
  server.setErrorHandler(async (error: FastifyError, _request, reply) => {
    const { status, ...refusal } = refusalOf(error);
    return reply.code(status).send(refusal satisfies Refusal);
  });
  return server;
}

export type SimulatorServer = ReturnType<typeof createSimulatorServer>;

/** On loopback by default. */
export async function listen(
  server: SimulatorServer,
  { port, host = '127.0.0.1' }: Pick<SimulatorOptions, 'port' | 'host'>,
): Promise<Pick<Simulator, 'url' | 'port'>> {
  const url = await server.listen({ port, host });
  return { url, port: Number(new URL(url).port) };
}

function refusalOf(error: FastifyError): Refusal & { readonly status: number } {
  const { message } = error;
  if (error.validation !== undefined) return { status: 400, code: 'BAD_REQUEST', message };
  if (error instanceof LedgerUnavailable) return { status: 503, code: 'LEDGER_UNAVAILABLE', message };
  const status = error.statusCode ?? 500;
  return status < 500
    ? { status, code: status === 413 ? 'TOO_LARGE' : 'BAD_REQUEST', message }
    : { status, code: 'INTERNAL', message: 'the simulator failed' };
}
