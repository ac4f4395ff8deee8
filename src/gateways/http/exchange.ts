import { Agent } from 'undici';
import { Recent } from '../../platform/runtime/recent.ts';
import { threadPace } from '../../platform/runtime/system.ts';
import { AnswerReceiver, type ReceivedAnswer } from './answer-receiver.ts';
import { CallFailed, type CarriedOut } from './call-failed.ts';

export interface HttpCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

/** `body` is undefined when it is no JSON, or is not called so. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The signal alone says how long a call may take. */
const connections = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

/** The service has looked at the call and not carried it out. */
const COME_AGAIN: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * One exchange; a success or a 4xx may be a decision of the protocol.
 * @throws CallFailed for everything else: no connection, no answer before `signal`, a cut or too long one, 3xx, 5xx.
 */
export async function exchange(call: HttpCall, signal: AbortSignal, answerBytes: number): Promise<HttpAnswer> {
  // Nothing has left yet: this must not count as perhaps carried out.
  if (signal.aborted) throw new CallFailed('no', 'timeout', 'the time for the call was over before it began');
  const { status, text, isJson } = await send(call, signal, answerBytes);
  // Many calls may be answered at once.
  await threadPace.turn();
  const answered = (carriedOut: CarriedOut) =>
    new CallFailed(carriedOut, `HTTP_${status}`, `the service answered ${status}`);
  if (COME_AGAIN.has(status)) throw answered('no');
  // A redirection is not followed: the body would go to an address that nobody has configured.
  if (status >= 500 || (status >= 300 && status < 400)) throw answered('maybe');
  return { status, body: isJson ? parsed(text) : undefined };
}

function send(
  { method, url, body, idempotencyKey }: HttpCall,
  signal: AbortSignal,
  answerBytes: number,
): Promise<ReceivedAnswer> {
  const { origin, path } = targetOf(url);
  const headers = {
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  };
  const sent = body === undefined ? null : JSON.stringify(body);
  return new Promise<ReceivedAnswer>((resolve, reject) => {
    const failed = (error: Error) => reject(failureOf(error, signal));
    const receiver = new AnswerReceiver(signal, answerBytes, resolve, failed);
    connections.dispatch({ origin, path, method, headers, body: sent }, receiver);
  });
}

interface Target {
  readonly origin: string;
  readonly path: string;
}

/** Nearly all calls go to one of a few addresses. */
const targets = new Recent<string, Target>(8);

function targetOf(url: string): Target {
  const known = targets.get(url);
  if (known !== undefined) return known;
  const { origin, pathname, search } = new URL(url);
  const target = { origin, path: `${pathname}${search}` };
  targets.set(url, target);
  return target;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failureOf(error: Error & NetworkFault, signal: AbortSignal): CallFailed {
  if (error instanceof CallFailed) return error;
  if (signal.aborted) return new CallFailed('maybe', 'timeout', 'no answer in time');
  return neverConnected(error)
    ? new CallFailed('no', 'no-connection', `no connection (${error.code})`)
    : new CallFailed('maybe', 'cut', `the connection broke (${error.code ?? 'no code'})`);
}

interface NetworkFault {
  readonly code?: string;
  readonly syscall?: string;
  /** One for each address of a name. */
  readonly errors?: readonly NetworkFault[];
}

/** True when not a byte of the call has left. A reset or closed connection is another matter, even without an answer. */
function neverConnected({ code, syscall, errors }: NetworkFault): boolean {
  if (errors !== undefined && errors.length > 0) return errors.every(neverConnected);
  return syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT';
}
