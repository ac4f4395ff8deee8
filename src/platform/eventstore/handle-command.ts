import { type Decider, isRejection, type Rejection } from '../../domain/decider.ts';
import { orderIdOf } from '../../domain/ids.ts';
import type { KkotgilEvent } from '../../domain/index.ts';
import type { Clock } from '../runtime/clock.ts';
import { toTimestamp } from '../runtime/clock.ts';
import type { EventLog } from './event-log.ts';
import { type ExpectedRevision, type Position, RevisionConflict, START, StoreUnavailable } from './event-store.ts';
import type { RecordedEvent, Subjects } from './recorded-event.ts';

/** What a command needs of the outside: the log and the time. */
export interface CommandDeps {
  readonly log: EventLog;
  readonly clock: Clock;
}

/** Which command this is, who gave it, and why. */
export interface CommandMeta {
  /** Names the command for ever: a repeat with the same id is recognised in the stream. */
  readonly commandId: string;
  readonly actor: string;
  /** The event that led to this command; the command itself when it came from outside. */
  readonly causationId?: string;
  /** Keyed digest of the request body, when the caller sent an Idempotency-Key. */
  readonly digest?: string | undefined;
}

/**
 * How much of a stream is wanted. `known`: what this process has heard of it; others may have written since, which shows when something
 * is appended to it. `latest`: all there is, for an answer that no append stands behind.
 */
export type Extent = 'known' | 'latest';

/** One stream as it was read: its events, and the state they lead to. */
export interface LoadedStream<State> {
  readonly streamId: string;
  readonly extent: Extent;
  readonly state: State;
  readonly events: readonly RecordedEvent[];
  readonly expected: ExpectedRevision;
  /** Position of the last event that was read. */
  readonly position: Position;
}

/** What became of a command. `position` is where its last event stands, or the last event that was read when it changed nothing. */
export type Handled<State> =
  | { readonly kind: 'accepted'; readonly state: State; readonly position: Position }
  | { readonly kind: 'unchanged'; readonly state: State; readonly position: Position }
  /** The same command was carried out before; state and position are those of that time. */
  | { readonly kind: 'replayed'; readonly state: State; readonly position: Position }
  | { readonly kind: 'rejected'; readonly rejection: Rejection; readonly state: State; readonly position: Position }
  /** The command id was used with another body. */
  | { readonly kind: 'key-reused' };

/** Whose data the events hold; asked for only when there are events to write, where it has to be made first. */
export type SubjectsOf = Subjects | (() => Promise<Subjects>);

/** Somebody wrote to the stream since it was loaded. */
export interface Conflict {
  readonly kind: 'conflict';
}

type AnyDecider<State, Command, Event extends KkotgilEvent> = Decider<State, Command, Event>;

const MAX_ATTEMPTS = 8;

/**
 * Reads a stream and folds it.
 * @throws DamagedLog, StoreUnavailable
 */
export async function loadStream<State, Command, Event extends KkotgilEvent>(
  log: EventLog,
  decider: AnyDecider<State, Command, Event>,
  streamId: string,
  extent: Extent = 'known',
): Promise<LoadedStream<State>> {
  const events = await (extent === 'known' ? log.knownStream(streamId) : log.latestStream(streamId));
  return foldStream(decider, streamId, events, extent);
}

/** A stream that is known to hold nothing, such as that of an id just made: spares the read. */
export function emptyStream<State, Command, Event extends KkotgilEvent>(
  decider: AnyDecider<State, Command, Event>,
  streamId: string,
): LoadedStream<State> {
  return foldStream(decider, streamId, [], 'latest');
}

function foldStream<State, Command, Event extends KkotgilEvent>(
  decider: AnyDecider<State, Command, Event>,
  streamId: string,
  events: readonly RecordedEvent[],
  extent: Extent,
): LoadedStream<State> {
  let state = decider.initial;
  // A stream holds the events of its own decider only: its category says so, and the codec has checked each body.
  for (const event of events) state = decider.evolve(state, event as unknown as Event);
  const last = events.at(-1);
  const expected = last?.revision ?? 'no-stream';
  return { streamId, extent, state, events, expected, position: last?.position ?? START };
}

/** True when more stands in a stream by now than was loaded of it. @throws DamagedLog, StoreUnavailable */
export async function hasMoved(log: EventLog, { streamId, expected }: LoadedStream<unknown>): Promise<boolean> {
  return ((await log.latestStream(streamId)).at(-1)?.revision ?? 'no-stream') !== expected;
}

/** The state and the place that an earlier run of this command led to, or null when the stream holds no event of it. */
function recognise<State, Command, Event extends KkotgilEvent>(
  decider: AnyDecider<State, Command, Event>,
  stream: LoadedStream<State>,
  meta: CommandMeta,
): Handled<State> | null {
  const last = stream.events.findLastIndex((event) => event.metadata.commandId === meta.commandId);
  const event = stream.events[last];
  if (event === undefined) return null;
  if (event.metadata.digest !== meta.digest) return { kind: 'key-reused' };
  const { state, position } = foldStream(decider, stream.streamId, stream.events.slice(0, last + 1), stream.extent);
  return { kind: 'replayed', state, position };
}

/**
 * What was stored for a keyed command. Its twin may have come at the same moment, with another body or after a change of prices: both
 * have the same event ids, so the store takes the second for a repeat of the first. What counts is what lies in the stream.
 */
async function asStored<State, Command, Event extends KkotgilEvent>(
  log: EventLog,
  decider: AnyDecider<State, Command, Event>,
  streamId: string,
  meta: CommandMeta,
): Promise<Handled<State>> {
  const stored = recognise(decider, await loadStream(log, decider, streamId, 'latest'), meta);
  if (stored === null) throw new StoreUnavailable(`${streamId} does not show what was just written to it`);
  return stored;
}

/**
 * Decides one command on a stream as it was loaded, and appends what follows at exactly that place. Where nothing follows there is no
 * append that could meet a conflict, so the stream is asked whether it has moved: for others' events that this process has not heard
 * of, and for the twin of a keyed command, which may have been carried out a moment ago.
 * @throws StoreUnavailable when the log can't take it now; the command may or may not have been carried out.
 */
export async function decideOn<State, Command, Event extends KkotgilEvent>(
  { log, clock }: CommandDeps,
  decider: AnyDecider<State, Command, Event>,
  stream: LoadedStream<State>,
  command: Command,
  meta: CommandMeta,
  subjects: SubjectsOf,
): Promise<Handled<State> | Conflict> {
  const { streamId } = stream;
  const isKeyed = meta.digest !== undefined;
  const earlier = recognise(decider, stream, meta);
  if (earlier !== null) return isKeyed ? asStored(log, decider, streamId, meta) : earlier;

  const { state, position } = stream;
  const decision = decider.decide(command, state);
  const changesNothing = isRejection(decision) || decision.length === 0;
  const mayHaveMoved = stream.extent === 'known' || isKeyed;
  if (changesNothing && mayHaveMoved && (await hasMoved(log, stream))) return { kind: 'conflict' };
  if (isRejection(decision)) return { kind: 'rejected', rejection: decision, state, position };
  if (decision.length === 0) return { kind: 'unchanged', state, position };
  try {
    const appended = await log.append(streamId, stream.expected, decision, {
      commandId: meta.commandId,
      correlationId: orderIdOf(streamId) ?? meta.commandId,
      causationId: meta.causationId ?? meta.commandId,
      actor: meta.actor,
      at: toTimestamp(clock.now()),
      subjects: typeof subjects === 'function' ? await subjects() : subjects,
      ...(meta.digest !== undefined && { digest: meta.digest }),
    });
    if (isKeyed) {
      const stored = await asStored(log, decider, streamId, meta);
      return stored.kind === 'replayed' ? { ...stored, kind: 'accepted' } : stored;
    }
    return { kind: 'accepted', state: decision.reduce(decider.evolve, state), position: appended.position };
  } catch (error) {
    if (error instanceof RevisionConflict) return { kind: 'conflict' };
    throw error;
  }
}

/**
 * Carries out one command: load, fold, decide, append; on a conflict all of it anew, a bounded number of times.
 * The only way, besides {@link decideOn}, in which events come into being.
 * @throws StoreUnavailable when the log can't take it now, or the stream is so busy that no attempt got through.
 */
export async function handleCommand<State, Command, Event extends KkotgilEvent>(
  deps: CommandDeps,
  decider: AnyDecider<State, Command, Event>,
  streamId: string,
  command: Command,
  meta: CommandMeta,
  subjects: SubjectsOf = {},
): Promise<Handled<State>> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const stream = await loadStream(deps.log, decider, streamId);
    const handled = await decideOn(deps, decider, stream, command, meta, subjects);
    if (handled.kind !== 'conflict') return handled;
  }
  throw new StoreUnavailable(`${streamId} is written to by too many at once`);
}
