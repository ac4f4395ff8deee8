import type { Socket } from 'node:net';
import { PROBLEM_JSON, Problem, type ProblemCode } from './problem.ts';

const NO_REQUEST = 'unread';
const known: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
};
const code: ProblemCode = 'BAD_REQUEST';

/** Answers what is no HTTP request, or one that never ends, and hangs up. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = known[error.code ?? ''] ?? [400, 'This is not a request that HTTP knows.'];
  const problem = new Problem(status, code, detail);
  const body = JSON.stringify(problem.toBody(NO_REQUEST));
  const head = [
    `HTTP/1.1 ${status} ${problem.toBody(NO_REQUEST).title}`,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
