import type { KeyObject } from 'node:crypto';
import type { KkotgilEvent } from '../../domain/index.ts';
import { uuidV5 } from '../../runtime/ids.ts';
import type { AppendContext, EventCodec } from '../codec.ts';
import type { JsonObject, NewEvent, StoredEvent } from '../event-store.ts';
import type { RandomBytes, RandomBytes } from '../keyring/box.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { RecordedEvent, UnreadableEvent } from '../recorded-event.ts';
import { type EventDefinition, type EventRegistry, upcast } from './definition.ts';
import { faultsOf } from './faults.ts';
import { metadataOf, metadataSchema } from './metadata.ts';
import { type Keys, rolesIn, type SealedParts, sealBody, sealedPartsOf, subjectsOf, unsealBody } from './sealing.ts';

export interface EventCodecOptions {
  readonly registry: EventRegistry;
  readonly keyring: Keyring;
  readonly random: RandomBytes;
}

/** A body that fits its schema, on its way to being sealed. */
interface Checked {
  readonly type: string;
  readonly definition: EventDefinition;
  readonly body: JsonObject;
}

type Decoded = RecordedEvent | UnreadableEvent;

/** The codec of what is registered, sealing with the keys of a keyring. */
export function createEventCodec({ registry, keyring, random }: EventCodecOptions): EventCodec {
  const memory = new DecodedEvents(keyring);

  async function encode(events: readonly KkotgilEvent[], context: AppendContext): Promise<NewEvent[]> {
    const checked = events.map((event) => check(registry, event));
    const { subjects } = context;
    const needed = new Set(
      checked.flatMap(({ body, definition }) => rolesIn(body, definition.personal).map((role) => subjects[role])),
    );
    const keys = await keyring.keysOf([...needed].filter((keyId) => keyId !== undefined));
    return checked.map(({ type, definition, body }, index) => {
      const id = uuidV5(context.commandId, String(index));
      const data = sealBody({ id, type }, body, definition.personal, subjects, keys, random);
      return { id, type, data, metadata: metadataOf(context, definition.version) };
    });
  }

  async function decode(events: readonly StoredEvent[]): Promise<Decoded[]> {
    const known = memory.ofThisGeneration();
    const readings = events.map((event) => known.get(event) ?? read(event));
    const keys = await keyring.keysOf(new Set(readings.flatMap(keyIdsOf)));
    return readings.map((reading) => {
      if (!('parts' in reading)) return reading;
      const decoded = restore(registry, reading, keys);
      if (decoded.type !== '$unreadable') known.set(reading.stored, decoded);
      return decoded;
    });
  }

  return { encode, decode };
}
