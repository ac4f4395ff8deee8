import { uuidV5 } from '../../runtime/ids.ts';
import type { AppendContext, EventCodec } from '../codec.ts';
import type { JsonObject, NewEvent, StoredEvent } from '../event-store.ts';
import type { RandomBytes } from '../keyring/box.ts';
import type { KeySource } from '../keyring/keyring.ts';
import { type AnyEvent, isUnreadable, type Recorded, type Subjects, type UnreadableEvent } from '../recorded-event.ts';
import { checkBody } from './check.ts';
import type { EventRegistry } from './definition.ts';
import { metadataOf } from './metadata.ts';
import { recordedAs, restore } from './restore.ts';
import { isSealed, type Keys, keyIdsIn, readsAsErased, sealBody } from './sealing.ts';
import { type TakenOut, takeOut } from './take-out.ts';

export interface EventCodecOptions {
  readonly registry: EventRegistry;
  readonly keyring: KeySource;
  /** For IVs. */
  readonly random: RandomBytes;
}

const NOBODY: Subjects = {};
const NO_KEYS: Keys = new Map();

type Decodings<Event extends AnyEvent> = readonly (Recorded<Event> | UnreadableEvent)[];

/** Valid until a key is destroyed. */
class Decoded<Event extends AnyEvent> {
  readonly generation: number;
  readonly events = new WeakMap<StoredEvent, Recorded<Event>>();
  /** Events sealed here, by sealed body. Followers may be handed the same objects; what was read is another object, and is decoded. */
  readonly #written = new WeakMap<JsonObject, { readonly event: NewEvent; readonly body: JsonObject }>();
  /** The list of a known stream is replaced with each new event. */
  readonly streams = new WeakMap<readonly StoredEvent[], readonly Recorded<Event>[]>();

  constructor(generation: number) {
    this.generation = generation;
  }

  keep(event: NewEvent, body: JsonObject): void {
    this.#written.set(event.data, { event, body });
  }

  /** The body before it was sealed, if this very event was sealed here. */
  bodyOf({ id, type, data, metadata }: StoredEvent): JsonObject | undefined {
    const written = this.#written.get(data);
    if (written === undefined) return undefined;
    const { event, body } = written;
    return event.id === id && event.type === type && event.metadata === metadata ? body : undefined;
  }
}

export function createEventCodec<Event extends AnyEvent = AnyEvent>({
  registry,
  keyring,
  random,
}: EventCodecOptions): EventCodec<Event> {
  /** Decoded once for everybody who holds the stored event, until a key is destroyed. */
  let decoded = new Decoded<Event>(keyring.generation);

  async function encode(events: readonly Event[], context: AppendContext): Promise<NewEvent[]> {
    const { commandId } = context;
    const checked = events.map((event) => {
      const { type, body, definition } = checkBody(registry, event);
      return { type, body, definition, taken: takeOut(body, definition.places) };
    });
    const isPersonal = checked.some(({ taken }) => taken.texts.size > 0);
    const subjects = isPersonal ? await subjectsOf(context) : NOBODY;
    const before = decoded;
    const asksForNone = !isPersonal && keyring.isCurrent === true;
    const keys = asksForNone ? NO_KEYS : await keyring.keysOf(keyIdsFor(checked, subjects));
    return checked.map(({ type, body, definition, taken }, index) => {
      const id = uuidV5(commandId, String(index));
      const data = sealBody({ id, type }, taken, subjects, keys, random);
      const event = { id, type, data, metadata: metadataOf(context, definition.version) };
      if (before.generation === keyring.generation && !readsAsErased(data)) before.keep(event, body);
      return event;
    });
  }

  async function decode(events: readonly StoredEvent[]): Promise<Decodings<Event>> {
    const now = isValid() ? (decoded.streams.get(events) ?? openNow(events)) : null;
    if (now !== null) return now;
    for (;;) {
      const { generation, events: known, streams } = decoded;
      const stream = streams.get(events);
      const sealed = stream === undefined ? events.filter((event) => !isOpen(event)) : [];
      // Asked even when no key is needed: only a keyring that answers says that none was destroyed.
      const keys = await keyring.keysOf(new Set(sealed.flatMap(({ data }) => keyIdsIn(data))));
      if (generation === keyring.generation) {
        return stream ?? events.map((event) => known.get(event) ?? remember(event, keys));
      }
      if (decoded.generation === generation) decoded = new Decoded(keyring.generation);
    }
  }

  /** Whether what was decoded holds without asking the keyring. */
  function isValid(): boolean {
    return keyring.isCurrent === true && decoded.generation === keyring.generation;
  }

  function isOpen(event: StoredEvent): boolean {
    return !isSealed(event.data) || decoded.events.has(event) || decoded.bodyOf(event) !== undefined;
  }

  /** Null where a key is needed, or something can't be read. */
  function openNow(events: readonly StoredEvent[]): readonly Recorded<Event>[] | null {
    const open: Recorded<Event>[] = [];
    for (const event of events) {
      const each = decoded.events.get(event) ?? (isOpen(event) ? remember(event, NO_KEYS) : null);
      if (each === null || isUnreadable(each)) return null;
      open.push(each);
    }
    return open;
  }

  async function decodeOnce(events: readonly StoredEvent[]): Promise<Decodings<Event>> {
    for (;;) {
      const { generation } = keyring;
      const keys = await keyring.keysOf(new Set(events.flatMap(({ data }) => keyIdsIn(data))));
      if (generation === keyring.generation) return events.map((event) => restore<Event>(registry, event, keys));
    }
  }

  async function decodeStream(events: readonly StoredEvent[]): Promise<Decodings<Event>> {
    const now = decodedStream(events);
    if (now !== null) return now;
    const stream = await decode(events);
    if (isReadable(stream)) decoded.streams.set(events, stream);
    return stream;
  }

  function decodedStream(events: readonly StoredEvent[]): readonly Recorded<Event>[] | null {
    if (!isValid()) return null;
    const known = decoded.streams.get(events);
    if (known !== undefined) return known;
    const open = openNow(events);
    if (open !== null) decoded.streams.set(events, open);
    return open;
  }

  function remember(event: StoredEvent, keys: Keys): Recorded<Event> | UnreadableEvent {
    const body = decoded.bodyOf(event);
    const restored = body === undefined ? restore<Event>(registry, event, keys) : recordedAs<Event>(event, body);
    // An unreadable event is tried again: its key may be restored.
    if (!isUnreadable(restored)) decoded.events.set(event, restored);
    return restored;
  }

  return { encode, decode, decodeOnce, decodeStream, decodedStream };
}

function isReadable<Event extends AnyEvent>(events: Decodings<Event>): events is readonly Recorded<Event>[] {
  return !events.some(isUnreadable);
}

function subjectsOf({ subjects }: AppendContext): Subjects | Promise<Subjects> {
  return typeof subjects === 'function' ? subjects() : subjects;
}

/** Of those of whom the texts tell. */
function keyIdsFor(events: readonly { readonly taken: TakenOut }[], subjects: Subjects): Set<string> {
  const keyIds = new Set<string>();
  for (const { taken } of events) {
    for (const role of taken.texts.keys()) {
      const key = subjects[role];
      if (key !== undefined) keyIds.add(key);
    }
  }
  return keyIds;
}
