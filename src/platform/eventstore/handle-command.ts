import type { Awaitable } from '../runtime/awaitable.ts';
import type { Clock } from '../runtime/clock.ts';
import { toTimestamp } from '../runtime/clock.ts';
import type { Aggregate, Refusal } from './aggregate.ts';
import type { SubjectsOf } from './codec.ts';
import type { EventLog } from './event-log.ts';
import { type ExpectedRevision, type Position, RevisionConflict, START, StoreUnavailable } from './event-store.ts';
import type { AnyEvent, Recorded } from './recorded-event.ts';
import { parseStreamId, streamIdOf } from './stream-names.ts';

export interface CommandDeps<Event extends AnyEvent = AnyEvent> {
  readonly log: EventLog<Event>;
  readonly clock: Clock;
}

export interface CommandMeta {
  /** For ever: a repeat with the same id is recognised in the stream. */
  readonly commandId: string;
  readonly actor: string;
  /** Of the event that led to it; of the command itself when it came from outside. */
  readonly causationId?: string;
  readonly digest?: string | undefined;
  /** For the first command of a family; later ones are sealed with the same keys. */
  readonly subjects?: SubjectsOf;
}

/** `known`: as heard here, checked by the append. `latest`: as the log has it, for an answer that no append stands behind. */
export type Extent = 'known' | 'latest';

export interface LoadedStream<State, Event extends AnyEvent = AnyEvent> {
  readonly streamId: string;
  readonly extent: Extent;
  readonly state: State;
  readonly events: readonly Recorded<Event>[];
  readonly expected: ExpectedRevision;
  /** Of the last event that was read. */
  readonly position: Position;
}

/** Commands can be decided on it: it knows whose behaviour leads to its state. */
export interface DecidableStream<State, Command, Event extends AnyEvent, No extends Refusal>
  extends LoadedStream<State, Event> {
  readonly aggregate: Aggregate<State, Command, Event, No>;
}

/** `position`: of the last event of the command, or the last one read when nothing changed. */
export type Handled<State, No extends Refusal = Refusal> =
  | { readonly kind: 'accepted'; readonly state: State; readonly position: Position }
  | { readonly kind: 'unchanged'; readonly state: State; readonly position: Position }
  /** Carried out before; state and position are those of that time. */
  | { readonly kind: 'replayed'; readonly state: State; readonly position: Position }
  | { readonly kind: 'rejected'; readonly rejection: No; readonly state: State; readonly position: Position }
  /** The command id was used with another body. */
  | { readonly kind: 'key-reused' };

/** Somebody wrote to the stream since it was loaded. */
export interface Conflict {
  readonly kind: 'conflict';
}

const MAX_ATTEMPTS = 8;

/** At once where it is in memory. @throws DamagedLog, StoreUnavailable */
export function loadStream<State, Command, Event extends AnyEvent, No extends Refusal>(
  log: EventLog,
  aggregate: Aggregate<State, Command, Event, No>,
  id: string,
  extent: Extent = 'known',
): Awaitable<DecidableStream<State, Command, Event, No>> {
  const streamId = streamIdOf(aggregate.category, id);
  const loaded = extent === 'known' ? log.knownStream(streamId) : log.latestStream(streamId);
  // Its category says that a stream holds events of its own aggregate, and the codec has checked each body.
  const folded = (events: readonly Recorded[]) =>
    foldStream(aggregate, streamId, events as unknown as readonly Recorded<Event>[], extent);
  return 'then' in loaded ? loaded.then(folded) : folded(loaded);
}

/** For an id just made: spares the read. */
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

/** How a stream was folded last. */
interface Fold {
  readonly aggregate: object;
  readonly events: readonly object[];
  readonly state: unknown;
}

/** By the stream's first event: its list is the same until something happens in it, and the next one mostly begins with it. */
const folds = new WeakMap<object, Fold>();

function stateAfter<State, Command, Event extends AnyEvent, No extends Refusal>(
  aggregate: Aggregate<State, Command, Event, No>,
  events: readonly Recorded<Event>[],
): State {
  const [first] = events;
  if (first === undefined) return aggregate.initial;
  const last = folds.get(first);
  const goesOn = last !== undefined && last.aggregate === aggregate && isBeginning(last.events, events);
  let state = goesOn ? (last.state as State) : aggregate.initial;
  for (let at = goesOn ? last.events.length : 0; at < events.length; at++)
    state = aggregate.evolve(state, events[at] as Event);
  if (last?.events !== events) folds.set(first, { aggregate, events, state });
  return state;
}

function isBeginning(beginning: readonly object[], events: readonly object[]): boolean {
  return beginning === events || beginning.every((event, at) => event === events[at]);
}

/** Whether the stream has grown since. @throws DamagedLog, StoreUnavailable */
export async function hasMoved(log: EventLog, { streamId, expected }: LoadedStream<unknown>): Promise<boolean> {
  return ((await log.latestStream(streamId)).at(-1)?.revision ?? 'no-stream') !== expected;
}

/** Where an earlier run of this command led; null when the stream has no event of it. */
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

/** A twin at the same moment, even with another body, has the same event ids and counts as a repeat: what is stored decides. */
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
 * Decides, and appends at exactly that revision. Without events no append can conflict, so the stream is asked whether it moved:
 * by unheard events of others, or by the twin of a keyed command. @throws StoreUnavailable; the outcome is unknown.
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
 * Load, fold, decide, append; on a conflict again, a bounded number of times. Beside {@link decideOn} the only source of events.
 * @throws StoreUnavailable when the log can't take it now, or no attempt got through.
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
