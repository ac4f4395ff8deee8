import type { Clock } from '../runtime/clock.ts';
import { toTimestamp } from '../runtime/clock.ts';
import type { Aggregate, Refusal } from './aggregate.ts';
import type { SubjectsOf } from './codec.ts';
import type { EventLog } from './event-log.ts';
import { type ExpectedRevision, type Position, RevisionConflict, START, StoreUnavailable } from './event-store.ts';
import type { AnyEvent, Recorded } from './recorded-event.ts';
import { parseStreamId, streamIdOf } from './stream-names.ts';

/** What a command needs of the outside: the log and the time. */
export interface CommandDeps<Event extends AnyEvent = AnyEvent> {
  readonly log: EventLog<Event>;
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
  /** Whose keys seal what the command writes: for the first command of a family of streams. What follows is sealed with the same keys. */
  readonly subjects?: SubjectsOf;
}

/**
 * How much of a stream is wanted. `known`: what this process has heard of it; others may have written since, which shows when something
 * is appended to it. `latest`: all there is, for an answer that no append stands behind.
 */
export type Extent = 'known' | 'latest';

/** One stream as it was read: its events, and the state they lead to. */
export interface LoadedStream<State, Event extends AnyEvent = AnyEvent> {
  readonly streamId: string;
  readonly extent: Extent;
  readonly state: State;
  readonly events: readonly Recorded<Event>[];
  readonly expected: ExpectedRevision;
  /** Position of the last event that was read. */
  readonly position: Position;
}

/** A stream that commands can be decided on: it knows whose behaviour leads to its state. */
export interface DecidableStream<State, Command, Event extends AnyEvent, No extends Refusal>
  extends LoadedStream<State, Event> {
  readonly aggregate: Aggregate<State, Command, Event, No>;
}

/** What became of a command. `position` is where its last event stands, or the last event that was read when it changed nothing. */
export type Handled<State, No extends Refusal = Refusal> =
  | { readonly kind: 'accepted'; readonly state: State; readonly position: Position }
  | { readonly kind: 'unchanged'; readonly state: State; readonly position: Position }
  /** The same command was carried out before; state and position are those of that time. */
  | { readonly kind: 'replayed'; readonly state: State; readonly position: Position }
  | { readonly kind: 'rejected'; readonly rejection: No; readonly state: State; readonly position: Position }
  /** The command id was used with another body. */
  | { readonly kind: 'key-reused' };

/** Somebody wrote to the stream since it was loaded. */
export interface Conflict {
  readonly kind: 'conflict';
}

const MAX_ATTEMPTS = 8;

/**
 * Reads a stream and folds it.
 * @throws DamagedLog, StoreUnavailable
 */
export async function loadStream<State, Command, Event extends AnyEvent, No extends Refusal>(
  log: EventLog,
  aggregate: Aggregate<State, Command, Event, No>,
  id: string,
  extent: Extent = 'known',
): Promise<DecidableStream<State, Command, Event, No>> {
  const streamId = streamIdOf(aggregate.category, id);
  const events = await (extent === 'known' ? log.knownStream(streamId) : log.latestStream(streamId));
  // A stream holds the events of its own aggregate only: its category says so, and the codec has checked each body.
  return foldStream(aggregate, streamId, events as unknown as readonly Recorded<Event>[], extent);
}

/** A stream that is known to hold nothing, such as that of an id just made: spares the read. */
export function emptyStream<State, Command, Event extends AnyEvent, No extends Refusal>(
  aggregate: Aggregate<State, Command, Event, No>,
  id: string,
): DecidableStream<State, Command, Event, No> {
  return foldStream(aggregate, streamIdOf(aggregate.category, id), [], 'latest');
}

function foldStream<State, Command, Event extends AnyEvent, No extends Refusal>(
  aggregate: Aggregate<State, Command, Event, No>,
  streamId: string,
  events: readonly Recorded<Event>[],
  extent: Extent,
): DecidableStream<State, Command, Event, No> {
  const state = stateAfter(aggregate, events);
  const last = events.at(-1);
  const expected = last?.revision ?? 'no-stream';
  return { aggregate, streamId, extent, state, events, expected, position: last?.position ?? START };
}

/** States by the list of events that led to them. The list of a stream that is known is the same until something happens in it. */
const states = new WeakMap<readonly unknown[], { readonly aggregate: object; readonly state: unknown }>();

function stateAfter<State, Command, Event extends AnyEvent, No extends Refusal>(
  aggregate: Aggregate<State, Command, Event, No>,
  events: readonly Recorded<Event>[],
): State {
  const known = states.get(events);
  if (known?.aggregate === aggregate) return known.state as State;
  let state = aggregate.initial;
  for (const event of events) state = aggregate.evolve(state, event as Event);
  if (events.length > 0) states.set(events, { aggregate, state });
  return state;
}

/** True when more stands in a stream by now than was loaded of it. @throws DamagedLog, StoreUnavailable */
export async function hasMoved(log: EventLog, { streamId, expected }: LoadedStream<unknown>): Promise<boolean> {
  return ((await log.latestStream(streamId)).at(-1)?.revision ?? 'no-stream') !== expected;
}

/** The state and the place that an earlier run of this command led to, or null when the stream holds no event of it. */
function recognise<State, Command, Event extends AnyEvent, No extends Refusal>(
  { aggregate, streamId, events, extent }: DecidableStream<State, Command, Event, No>,
  meta: CommandMeta,
): Handled<State, No> | null {
  const last = events.findLastIndex((event) => event.metadata.commandId === meta.commandId);
  const event = events[last];
  if (event === undefined) return null;
  if (event.metadata.digest !== meta.digest) return { kind: 'key-reused' };
  const { state, position } = foldStream(aggregate, streamId, events.slice(0, last + 1), extent);
  return { kind: 'replayed', state, position };
}

/**
 * What was stored for a keyed command. Its twin may have come at the same moment, with another body or after a change of prices: both
 * have the same event ids, so the store takes the second for a repeat of the first. What counts is what lies in the stream.
 */
async function asStored<State, Command, Event extends AnyEvent, No extends Refusal>(
  log: EventLog,
  { aggregate, streamId }: DecidableStream<State, Command, Event, No>,
  meta: CommandMeta,
): Promise<Handled<State, No>> {
  const stored = recognise(await loadStream(log, aggregate, parseStreamId(streamId).id, 'latest'), meta);
  if (stored === null) throw new StoreUnavailable(`${streamId} does not show what was just written to it`);
  return stored;
}

/**
 * Decides one command on a stream as it was loaded, and appends what follows at exactly that place. Where nothing follows there is no
 * append that could meet a conflict, so the stream is asked whether it has moved: for others' events that this process has not heard
 * of, and for the twin of a keyed command, which may have been carried out a moment ago.
 * @throws StoreUnavailable when the log can't take it now; the command may or may not have been carried out.
 */
export async function decideOn<State, Command, Event extends AnyEvent, No extends Refusal>(
  { log, clock }: CommandDeps,
  stream: DecidableStream<State, Command, Event, No>,
  command: Command,
  meta: CommandMeta,
): Promise<Handled<State, No> | Conflict> {
  const { aggregate, streamId, state, position } = stream;
  const isKeyed = meta.digest !== undefined;
  const earlier = recognise(stream, meta);
  if (earlier !== null) return isKeyed ? asStored(log, stream, meta) : earlier;

  const decision = aggregate.decide(command, state);
  const changesNothing = isRefusal(decision) || decision.length === 0;
  const mayHaveMoved = stream.extent === 'known' || isKeyed;
  if (changesNothing && mayHaveMoved && (await hasMoved(log, stream))) return { kind: 'conflict' };
  if (isRefusal(decision)) return { kind: 'rejected', rejection: decision, state, position };
  if (decision.length === 0) return { kind: 'unchanged', state, position };
  try {
    const appended = await log.append(streamId, stream.expected, decision, {
      commandId: meta.commandId,
      correlationId: log.familyOf(streamId) ?? meta.commandId,
      causationId: meta.causationId ?? meta.commandId,
      actor: meta.actor,
      at: toTimestamp(clock.now()),
      subjects: meta.subjects ?? (() => log.subjectsOf(streamId)),
      ...(meta.digest !== undefined && { digest: meta.digest }),
    });
    if (isKeyed) {
      const stored = await asStored(log, stream, meta);
      return stored.kind === 'replayed' ? { ...stored, kind: 'accepted' } : stored;
    }
    return { kind: 'accepted', state: decision.reduce(aggregate.evolve, state), position: appended.position };
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
export async function handle<State, Command, Event extends AnyEvent, No extends Refusal>(
  deps: CommandDeps,
  aggregate: Aggregate<State, Command, Event, No>,
  id: string,
  command: Command,
  meta: CommandMeta,
): Promise<Handled<State, No>> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const handled = await decideOn(deps, await loadStream(deps.log, aggregate, id), command, meta);
    if (handled.kind !== 'conflict') return handled;
  }
  throw new StoreUnavailable(`${streamIdOf(aggregate.category, id)} is written to by too many at once`);
}

function isRefusal<Event, No extends Refusal>(decision: readonly Event[] | No): decision is No {
  return 'rejected' in decision;
}
