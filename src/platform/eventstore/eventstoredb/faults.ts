/** An error of gRPC. */
interface ServiceError {
  readonly code: number;
  readonly details: string;
  readonly message: string;
  readonly metadata: { getMap(): Readonly<Record<string, unknown>> };
}

/**
 * What the end of a call means.
 * - `conflict`, `deleted`, `too-large`: the server has said no, for a reason of this stream.
 * - `refused`: it will never take such a call: a right is missing, or the call is malformed.
 * - `no-place`: the position that the call names is no record's.
 * - `thrown`: a handler of the server has failed; older servers say so too of a position that is no record's.
 * - `busy`: the link is sound, and the server can't answer this call now: not ready, too late, or a slow consumer was let go.
 * - `lost`: the link is broken, its node is not the one to ask any more, or nobody knows. Whether the call was carried out is not known.
 */
export type Fault = 'conflict' | 'deleted' | 'too-large' | 'refused' | 'no-place' | 'thrown' | 'busy' | 'lost';

/** A call that did not come to its own end. */
export class CallFault extends Error {
  override readonly name: string = 'CallFault';
  readonly fault: Fault;

  constructor(fault: Fault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** The server did not answer in the time that this program gives it. */
export class NoAnswer extends CallFault {
  override readonly name = 'NoAnswer';

  constructor(ms: number) {
    super('lost', `no answer within ${ms} ms`);
  }
}

/** gRPC's numbers. */
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

/** The server's own word for some faults, in the trailers of the call. */
const BY_EXCEPTION: Readonly<Record<string, Fault>> = {
  'stream-deleted': 'deleted',
  'access-denied': 'refused',
  'maximum-append-size-exceeded': 'too-large',
  'not-leader': 'lost',
};

/** What a node says that is there and can't serve: it starts, it is overloaded, or it waits for a leader. */
const NOT_NOW = /Server Is (Not Ready|Too Busy|Busy)|No leader info available/i;
const THROWN = /Exception was thrown by handler/i;
const INVALID_POSITION = /invalid position/i;

/** What a call has failed with. Whatever is not known for certain is `lost`. */
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

/** What one append on the shared stream was answered with: by the type of its details, else by the text. */
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
