import { isDamaged, type JsonObject, type StoredEvent } from '../event-store.ts';
import type { AnyEvent, Recorded, UnreadableEvent } from '../recorded-event.ts';
import { faultsOf } from './check.ts';
import { type EventRegistry, upcast } from './definition.ts';
import { metadataFault } from './metadata.ts';
import { type Keys, type SealedParts, sealedPartsAsWritten, sealedPartsOf, subjectsIn, unsealBody } from './sealing.ts';

/** Never throws: an event that can't be decoded comes back as unreadable, with the reason. */
export function restore<Event extends AnyEvent>(
  registry: EventRegistry,
  stored: StoredEvent,
  keys: Keys,
): Recorded<Event> | UnreadableEvent {
  try {
    return decodeOne(registry, stored, keys);
  } catch (error) {
    const { streamId, revision, position } = stored;
    return { type: '$unreadable', streamId, revision, position, stored, error: error as Error };
  }
}

/** Unseals before upcasting: older versions are stored sealed as well. */
function decodeOne<Event extends AnyEvent>(registry: EventRegistry, stored: StoredEvent, keys: Keys): Recorded<Event> {
  const { type, metadata } = stored;
  if (isDamaged(stored)) {
    throw new Error('its record is not what was written');
  }
  const definition = registry.get(type);
  if (definition === undefined) throw new Error(`${type} is not a type of event that this program knows`);
  const fault = metadataFault(metadata);
  if (fault !== null) throw new Error(`the metadata of ${type} is not this program's: ${fault}`);

  const parts = sealedPartsOf(stored.data);
  const body = upcast(definition, metadata.schema, unsealBody(stored, stored.data, parts, keys));
  if (!definition.certainlyFits(body)) {
    const checked = definition.schema.safeParse(body);
    if (!checked.success) throw new Error(`${type} does not fit its schema: ${faultsOf(checked.error)}`);
  }
  return withBody(stored, body, parts);
}

/** An event that this process has sealed, with the body it had before. */
export function recordedAs<Event extends AnyEvent>(stored: StoredEvent, body: JsonObject): Recorded<Event> {
  return withBody(stored, body, sealedPartsAsWritten(stored.data));
}

function withBody<Event extends AnyEvent>(stored: StoredEvent, data: JsonObject, parts: SealedParts): Recorded<Event> {
  const { type, id, streamId, revision, position, metadata } = stored;
  const subjects = subjectsIn(parts);
  const event = { type, data, id, streamId, revision, position, at: metadata.at, metadata, subjects };
  // `data` was checked by the schema of this type.
  return event as unknown as Recorded<Event>;
}
