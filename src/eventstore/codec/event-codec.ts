import type { KkotgilEvent } from '../../domain/index.ts';
import { uuidV5 } from '../../runtime/ids.ts';
import type { AppendContext, EventCodec } from '../codec.ts';
import type { NewEvent, StoredEvent } from '../event-store.ts';
import type { RandomBytes } from '../keyring/box.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { RecordedEvent, UnreadableEvent } from '../recorded-event.ts';
import { checkBody } from './check.ts';
import type { EventRegistry } from './definition.ts';
import { metadataOf } from './metadata.ts';
import { restore } from './restore.ts';
import { isSealed, keyIdsIn, rolesIn, sealBody } from './sealing.ts';

export interface EventCodecOptions {
  readonly registry: EventRegistry;
  readonly keyring: Keyring;
  /** For the IVs of what is sealed. */
  readonly random: RandomBytes;
}

/** The codec of the events in a registry, which seals with the keys of a keyring. */
export function createEventCodec({ registry, keyring, random }: EventCodecOptions): EventCodec {
  /** Several subscribers decode the same live events; to unseal is what costs. It counts until a key is destroyed. */
  let unsealed = {
    generation: keyring.generation,
    events: new WeakMap<StoredEvent, RecordedEvent | UnreadableEvent>(),
  };

  async function encode(events: readonly KkotgilEvent[], context: AppendContext): Promise<NewEvent[]> {
    const { commandId, subjects } = context;
    const checked = events.map((event) => checkBody(registry, event));
    const roles = new Set(checked.flatMap(({ body, definition }) => rolesIn(body, definition.personal)));
    const keys = await keyring.keysOf([...roles].flatMap((role) => subjects[role] ?? []));
    return checked.map(({ type, body, definition }, index) => {
      const id = uuidV5(commandId, String(index));
      const data = sealBody({ id, type }, body, definition.personal, subjects, keys, random);
      return { id, type, data, metadata: metadataOf(context, definition.version) };
    });
  }

  async function decode(events: readonly StoredEvent[]): Promise<(RecordedEvent | UnreadableEvent)[]> {
    if (unsealed.generation !== keyring.generation) {
      unsealed = { generation: keyring.generation, events: new WeakMap() };
    }
    // Held on to while the keys are fetched: if one is destroyed meanwhile, what is unsealed here is not found afterwards.
    const known = unsealed.events;
    const sealed = events.filter((event) => isSealed(event.data) && !known.has(event));
    const keys = await keyring.keysOf(new Set(sealed.flatMap(({ data }) => keyIdsIn(data))));
    for (const event of sealed) known.set(event, restore(registry, event, keys));
    return events.map((event) => known.get(event) ?? restore(registry, event, keys));
  }

  return { encode, decode };
}
