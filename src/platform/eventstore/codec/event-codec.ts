import { uuidV5 } from '../../runtime/ids.ts';
import type { AppendContext, EventCodec, SubjectsOf } from '../codec.ts';
import type { NewEvent, StoredEvent } from '../event-store.ts';
import type { RandomBytes } from '../keyring/box.ts';
import type { KeySource } from '../keyring/keyring.ts';
import { type AnyEvent, isUnreadable, type Recorded, type Subjects, type UnreadableEvent } from '../recorded-event.ts';
import { checkBody } from './check.ts';
import type { EventRegistry } from './definition.ts';
import { metadataOf } from './metadata.ts';
import { restore } from './restore.ts';
import { isSealed, type Keys, keyIdsIn, rolesIn, sealBody } from './sealing.ts';

export interface EventCodecOptions {
  readonly registry: EventRegistry;
  readonly keyring: KeySource;
  /** For the IVs of what is sealed. */
  readonly random: RandomBytes;
}

const NOBODY: Subjects = {};

/** The codec of the events in a registry, which seals with the keys of a keyring. */
export function createEventCodec<Event extends AnyEvent = AnyEvent>({
  registry,
  keyring,
  random,
}: EventCodecOptions): EventCodec<Event> {
  /**
   * What was decoded, for as long as somebody holds the stored event: several subscribers are given the same ones, and the streams that
   * are known are decided on again and again. It counts until a key is destroyed.
   */
  let decoded = {
    generation: keyring.generation,
    events: new WeakMap<StoredEvent, Recorded<Event>>(),
  };

  async function encode(events: readonly Event[], context: AppendContext): Promise<NewEvent[]> {
    const { commandId } = context;
    const checked = events.map((event) => checkBody(registry, event));
    const roles = new Set(checked.flatMap(({ body, definition }) => rolesIn(body, definition.personal)));
    const subjects = roles.size === 0 ? NOBODY : await resolved(context.subjects);
    const keys = await keyring.keysOf([...roles].flatMap((role) => subjects[role] ?? []));
    return checked.map(({ type, body, definition }, index) => {
      const id = uuidV5(commandId, String(index));
      const data = sealBody({ id, type }, body, definition.personal, subjects, keys, random);
      return { id, type, data, metadata: metadataOf(context, definition.version) };
    });
  }

  async function decode(events: readonly StoredEvent[]): Promise<(Recorded<Event> | UnreadableEvent)[]> {
    for (;;) {
      const { generation, events: known } = decoded;
      const sealed = events.filter((event) => isSealed(event.data) && !known.has(event));
      // Asked also when no key is needed: only a keyring that can be asked says that none was destroyed.
      const keys = await keyring.keysOf(new Set(sealed.flatMap(({ data }) => keyIdsIn(data))));
      if (generation === keyring.generation) return events.map((event) => known.get(event) ?? remember(event, keys));
      if (decoded.generation === generation) decoded = { generation: keyring.generation, events: new WeakMap() };
    }
  }

  function remember(event: StoredEvent, keys: Keys): Recorded<Event> | UnreadableEvent {
    const restored = restore<Event>(registry, event, keys);
    // What can't be read is tried again: its key may be brought back.
    if (!isUnreadable(restored)) decoded.events.set(event, restored);
    return restored;
  }

  return { encode, decode };
}

async function resolved(subjects: SubjectsOf): Promise<Subjects> {
  return typeof subjects === 'function' ? subjects() : subjects;
}
