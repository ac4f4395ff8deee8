import { threadPace } from '../../platform/runtime/system.ts';
import { CallFailed, type CarriedOut } from './call-failed.ts';

export interface HttpCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

/** An answer that was read to its end. `body` is undefined when it is no JSON, or is not called so. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/** The service asks to come again: it has looked at the call, and not carried it out. */
const COME_AGAIN: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * One HTTP exchange. Resolves to an answer that may be a decision of the protocol: a success, or a 4xx.
 * @throws CallFailed for everything else: no connection, no answer before `signal`, a cut one, one that is too long, 3xx, 5xx.
 */
export async function exchange(call: HttpCall, signal: AbortSignal, answerBytes: number): Promise<HttpAnswer> {
  // An aborted call must not count as perhaps carried out: nothing has left yet.
  if (signal.aborted) throw new CallFailed('no', 'timeout', 'the time for the call was over before it began');
  const { status, text, isJson } = await send(call, signal, answerBytes);
  // Many calls may be answered at once.
  await threadPace.turn();
  const answered = (carriedOut: CarriedOut) =>
    new CallFailed(carriedOut, `HTTP_${status}`, `the service answered ${status}`);
  if (COME_AGAIN.has(status)) throw answered('no');
  // A redirection is followed by nobody: the body would go to an address that nobody has configured.
  if (status >= 500 || (status >= 300 && status < 400)) throw answered('maybe');
  return { status, body: isJson ? parsed(text) : undefined };
}

async function send({ method, url, body, idempotencyKey }: HttpCall, signal: AbortSignal, answerBytes: number) {
  try {
    const response = await fetch(url, {
      method,
      signal,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const isJson = JSON_TYPE.test(response.headers.get('content-type') ?? '');
    return { status: response.status, text: await textOf(response, answerBytes), isJson };
  } catch (error) {
    throw failureOf(error, signal);
  }
}

async function textOf(response: Response, answerBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    // Leaving the loop cancels the body, which closes the connection.
    if (length > answerBytes) throw new CallFailed('maybe', 'too-long', 'the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failureOf(error: unknown, signal: AbortSignal): CallFailed {
  if (error instanceof CallFailed) return error;
  if (signal.aborted) return new CallFailed('maybe', 'timeout', 'no answer in time');
  const cause = ((error as Error).cause ?? {}) as NetworkFault;
  return neverConnected(cause)
    ? new CallFailed('no', 'no-connection', `no connection (${cause.code})`)
    : new CallFailed('maybe', 'cut', `the connection broke (${cause.code ?? 'no code'})`);
}

/** What fetch tells of a failure below HTTP. */
interface NetworkFault {
  readonly code?: string;
  readonly syscall?: string;
  /** One for each address, where a name has several. */
  readonly errors?: readonly NetworkFault[];
}

/**
 * True when the failure came before the connection was there, so that not a byte of the call has left. A reset or closed
 * connection is another matter, even before the first byte of an answer.
 */
function neverConnected({ code, syscall, errors }: NetworkFault): boolean {
  if (errors !== undefined && errors.length > 0) return errors.every(neverConnected);
  return syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT';
}
