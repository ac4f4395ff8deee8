import { type Decider, isRejection, type Rejection } from '../domain/decider.ts';
import { orderIdOf } from '../domain/ids.ts';
import type { KkotgilEvent } from '../domain/index.ts';
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

/** One stream as it was read: its events, and the state they lead to. */
export interface LoadedStream<State> {
  readonly streamId: string;
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
): Promise<LoadedStream<State>> {
  return foldStream(decider, streamId, await log.readStream(streamId));
}

/** A stream that is known to hold nothing, such as that of an id just made: spares the read. */
export function emptyStream<State, Command, Event extends KkotgilEvent>(
  decider: AnyDecider<State, Command, Event>,
  streamId: string,
): LoadedStream<State> {
  return foldStream(decider, streamId, []);
}

function foldStream<State, Command, Event extends KkotgilEvent>(
  decider: AnyDecider<State, Command, Event>,
  streamId: string,
  events: readonly RecordedEvent[],
): LoadedStream<State> {
  let state = decider.initial;
  // A stream holds the events of its own decider only: its category says so, and the codec has checked each body.
  for (const event of events) state = decider.evolve(state, event as unknown as Event);
  const last = events.at(-1);
  return { streamId, state, events, expected: last?.revision ?? 'no-stream', position: last?.position ?? START };
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
  const { state, position } = foldStream(decider, stream.streamId, stream.events.slice(0, last + 1));
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
  const stored = recognise(decider, await loadStream(log, decider, streamId), meta);
  if (stored === null) throw new StoreUnavailable(`${streamId} does not show what was just written to it`);
  return stored.kind === 'replayed' ? { ...stored, kind: 'accepted' } : stored;
}

/**
 * What a keyed command's twin has come to since the stream was read; null when there is none. A no of now must not be the answer
 * to a command that was carried out a moment ago, when it was still a yes.
 */
async function twinOf<State, Command, Event extends KkotgilEvent>(
  log: EventLog,
  decider: AnyDecider<State, Command, Event>,
  streamId: string,
  meta: CommandMeta,
): Promise<Handled<State> | null> {
  return meta.digest === undefined ? null : recognise(decider, await loadStream(log, decider, streamId), meta);
}

/**
 * Decides one command on a stream as it was loaded, and appends what follows at exactly that place.
 * @throws StoreUnavailable when the log can't take it now; the command may or may not have been carried out.
 */
export async function decideOn<State, Command, Event extends KkotgilEvent>(
  { log, clock }: CommandDeps,
  decider: AnyDecider<State, Command, Event>,
  stream: LoadedStream<State>,
  command: Command,
  meta: CommandMeta,
  subjects: Subjects,
): Promise<Handled<State> | Conflict> {
  const earlier = recognise(decider, stream, meta);
  if (earlier !== null) return earlier;

  const { state, position } = stream;
  const decision = decider.decide(command, state);
  if (isRejection(decision)) {
    return (
      (await twinOf(log, decider, stream.streamId, meta)) ?? { kind: 'rejected', rejection: decision, state, position }
    );
  }
  if (decision.length === 0) return { kind: 'unchanged', state, position };
  try {
    const appended = await log.append(stream.streamId, stream.expected, decision, {
      commandId: meta.commandId,
      correlationId: orderIdOf(stream.streamId) ?? meta.commandId,
      causationId: meta.causationId ?? meta.commandId,
      actor: meta.actor,
      at: toTimestamp(clock.now()),
      subjects,
      ...(meta.digest !== undefined && { digest: meta.digest }),
    });
    if (meta.digest !== undefined) return await asStored(log, decider, stream.streamId, meta);
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
  subjects: Subjects = {},
): Promise<Handled<State>> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const stream = await loadStream(deps.log, decider, streamId);
    const handled = await decideOn(deps, decider, stream, command, meta, subjects);
    if (handled.kind !== 'conflict') return handled;
  }
  throw new StoreUnavailable(`${streamId} is written to by too many at once`);
}
