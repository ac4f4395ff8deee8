import { BSON, MongoError, MongoInvalidArgumentError, MongoParseError, MongoServerError } from 'mongodb';
import { NotStorable, StoreRefused, StoreUnavailable } from '../eventstore/event-store.ts';

/** The code of a write that was refused because a unique index already holds such a document. */
export const DUPLICATE_KEY = 11_000;

/**
 * Answers of the server that another try may do without: it starts, stops, has changed its role or its place, is too busy, or was told
 * to break off. By the names that MongoDB gives them.
 */
const HEALING: ReadonlySet<number> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  24, // LockTimeout
  43, // CursorNotFound
  46, // LockBusy
  50, // MaxTimeMSExpired
  63, // StaleShardVersion
  64, // WriteConcernTimeout
  89, // NetworkTimeout
  91, // ShutdownInProgress
  112, // WriteConflict
  117, // ConflictingOperationInProgress
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  146, // ExceededMemoryLimit
  150, // StaleEpoch
  175, // QueryPlanKilled
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  211, // KeyNotFound, of the cluster's clock
  225, // TransactionTooOld
  234, // RetryChangeStream
  237, // CursorKilled
  251, // NoSuchTransaction
  262, // ExceededTimeLimit
  276, // IndexBuildAborted
  290, // TransactionExceededLifetimeLimitSeconds
  317, // ConnectionPoolExpired
  371, // UserWritesBlocked
  384, // ConnectionError
  391, // ReauthenticationRequired
  462, // IngressRequestRateLimitExceeded
  9_001, // SocketException
  10_058, // LegacyNotPrimary
  10_107, // NotWritablePrimary
  11_600, // InterruptedAtShutdown
  11_601, // Interrupted
  11_602, // InterruptedDueToReplStateChange
  12_586, // BackgroundOperationInProgressForDatabase
  12_587, // BackgroundOperationInProgressForNamespace
  13_388, // StaleConfig
  13_435, // NotPrimaryNoSecondaryOk
  13_436, // NotPrimaryOrSecondary
  14_031, // OutOfDiskSpace
]);
/** Answers that concern all that this program wants of the server: who it is there, what it may do, and what that server can do. */
const REFUSING: ReadonlySet<number> = new Set([
  11, // UserNotFound
  13, // Unauthorized
  18, // AuthenticationFailed
  20, // IllegalOperation
  31, // RoleNotFound
  33, // ProtocolError
  59, // CommandNotFound
  67, // CannotCreateIndex
  73, // InvalidNamespace
  79, // UnknownReplWriteConcern
  85, // IndexOptionsConflict
  86, // IndexKeySpecsConflict
  100, // UnsatisfiableWriteConcern
  115, // CommandNotSupported
  334, // MechanismUnavailable
  8_000, // AtlasError
]);
/** Of Node's own errors, those of a socket that can't be written to any more. */
const SOCKET_ENDED: ReadonlySet<string> = new Set([
  'ERR_SOCKET_CLOSED',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);
/** By these labels the driver or the server says itself that another try makes sense. */
const HEALING_LABELS = ['RetryableWriteError', 'TransientTransactionError', 'RetryableError', 'SystemOverloadedError'];

/**
 * The error to throw in place of one that a call of the driver ended with. StoreUnavailable: another try may get through, and what was
 * sent may or may not have been written. StoreRefused: wrong credentials, a missing right, a server that can't do what is needed.
 * NotStorable: this value, or this call, is not taken and never will be. Faults of the program stay what they are.
 * @param what names the store in the message.
 */
export function asStoreFault(what: string, error: unknown): unknown {
  if (isOfSocket(error)) return new StoreUnavailable(`${what}: ${error.message}`, { cause: error });
  if (!(error instanceof MongoError || error instanceof BSON.BSONError)) return error;
  const Fault = kindOf(error);
  return new Fault(`${what}: ${error.message}`, { cause: error });
}

/** Whether this is what Node says of a connection. The driver hands it on as it is when it writes to one that has just been ended. */
function isOfSocket(error: unknown): error is Error {
  if (error instanceof MongoError) return false;
  const { code } = (error ?? {}) as { readonly code?: unknown };
  // Those of the system have no underscore; all others of Node, but for these, tell of a fault of the program.
  return typeof code === 'string' && (/^E[A-Z]+$/.test(code) || SOCKET_ENDED.has(code));
}

function kindOf(error: MongoError | BSON.BSONError) {
  if (error instanceof BSON.BSONError) return NotStorable;
  if (HEALING_LABELS.some((label) => error.hasErrorLabel(label))) return StoreUnavailable;
  // Without a code it is no answer of the server: the driver puts a lost connection in the middle of many writes into the same class.
  if (error instanceof MongoServerError && error.code !== undefined) {
    const code = Number(error.code);
    if (HEALING.has(code)) return StoreUnavailable;
    return REFUSING.has(code) ? StoreRefused : NotStorable;
  }
  // What is left comes from the driver: a call that can't even be sent, or the network and the wait for a server.
  if (error instanceof MongoInvalidArgumentError || error instanceof MongoParseError) return NotStorable;
  return StoreUnavailable;
}

/**
 * Runs calls of the driver.
 * @throws what {@link asStoreFault} makes of their errors.
 */
export async function withStoreFaults<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw asStoreFault(what, error);
  }
}

/** Whether a write was refused because another document has the same key. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoError && error.code === DUPLICATE_KEY;
}

/** Runs an insert; false when there is a document with the same key already. */
export async function unlessDuplicate(insert: () => Promise<unknown>): Promise<boolean> {
  try {
    await insert();
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
