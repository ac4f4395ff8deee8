interface ServiceError {
  readonly code: number;
  readonly details: string;
  readonly message: string;
  readonly metadata: { getMap(): Readonly<Record<string, unknown>> };
}

/**
 * `conflict`, `deleted`, `too-large`: the server's no, for a reason of this stream.
 * `refused`: it will never take such a call: a right is missing, or it is malformed.
 * `no-place`: the named position is no record's. `thrown`: a handler failed; older servers say so of such positions, too.
 * `busy`: the link is sound, but the call can't be answered now.
 * `lost`: the link is broken, or nobody knows; the call may have been carried out.
 */
export type Fault = 'conflict' | 'deleted' | 'too-large' | 'refused' | 'no-place' | 'thrown' | 'busy' | 'lost';

export class CallFault extends Error {
  override readonly name: string = 'CallFault';
  readonly fault: Fault;

  constructor(fault: Fault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** The server exceeded this program's time limit. */
export class NoAnswer extends CallFault {
  override readonly name = 'NoAnswer';

  constructor(ms: number) {
    super('lost', `no answer within ${ms} ms`);
  }
}

/** gRPC status codes. */
const UNKNOWN = 2;
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const ABORTED = 10;
const UNIMPLEMENTED = 12;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

const REFUSALS = [INVALID_ARGUMENT, PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED];
const PASSING = [DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED];

/** Exception names in the trailers of a call. */
const BY_EXCEPTION: Readonly<Record<string, Fault>> = {
  'stream-deleted': 'deleted',
  'access-denied': 'refused',
  'maximum-append-size-exceeded': 'too-large',
  'not-leader': 'lost',
};

/** The node starts, is overloaded, or waits for a leader. */
const NOT_NOW = /Server Is (Not Ready|Too Busy|Busy)|No leader info available/i;
const THROWN = /Exception was thrown by handler/i;
const INVALID_POSITION = /invalid position/i;

/** What is not certain is `lost`. */
export function faultOf(error: unknown): CallFault {
  if (error instanceof CallFault) return error;
  const { code, details, metadata, message } = error as Partial<ServiceError>;
  const text = details || message || 'unknown fault';
  const said = metadata?.getMap().exception;
  const fault = (said === undefined ? undefined : BY_EXCEPTION[String(said)]) ?? byCode(code, text);
  return new CallFault(fault, text);
}

function byCode(code: number | undefined, text: string): Fault {
  if (code === INVALID_ARGUMENT && INVALID_POSITION.test(text)) return 'no-place';
  if (code === undefined) return 'lost';
  if (REFUSALS.includes(code)) return 'refused';
  if (PASSING.includes(code)) return 'busy';
  if (code === UNKNOWN && THROWN.test(text)) return 'thrown';
  return (code === UNAVAILABLE || code === UNKNOWN) && NOT_NOW.test(text) ? 'busy' : 'lost';
}

/** By the type of the details, else by the text. */
export function faultOfAppend(typeName: string, text: string): Fault {
  switch (typeName) {
    case 'event_store.client.WrongExpectedVersion':
      return 'conflict';
    case 'event_store.client.StreamDeleted':
      return 'deleted';
    case 'event_store.client.MaximumAppendSizeExceeded':
      return 'too-large';
    case 'event_store.client.AccessDenied':
    case 'event_store.client.BadRequest':
    case 'event_store.client.InvalidTransaction':
      return 'refused';
    case 'event_store.client.Timeout':
      return 'busy';
    default:
      return NOT_NOW.test(text) ? 'busy' : 'lost';
  }
}
