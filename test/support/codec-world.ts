import type { KkotgilEvent } from '../../src/domain/index.ts';
import type { EventRegistry } from '../../src/platform/eventstore/codec/definition.ts';
import { createEventCodec } from '../../src/platform/eventstore/codec/event-codec.ts';
import type { AppendContext } from '../../src/platform/eventstore/codec.ts';
import type { NewEvent, StoredEvent } from '../../src/platform/eventstore/event-store.ts';
import type { Subjects } from '../../src/platform/eventstore/recorded-event.ts';
import { eventRegistry } from '../../src/stored-events/registry.ts';
import { idOf } from './history.ts';
import { MemoryKeyring } from './memory-keyring.ts';

export const CUSTOMER_PHONE = '+821012345678';
export const RECIPIENT_PHONE = '+821098765432';

/** A codec whose keys and IVs are the same each time, and a command of a customer with a recipient. */
export async function codecWorld(registry: EventRegistry = eventRegistry) {
  const keyring = new MemoryKeyring();
  const codec = createEventCodec<KkotgilEvent>({ registry, keyring, random: (size) => new Uint8Array(size).fill(9) });
  const commandId = idOf('command');
  const context = {
    commandId,
    correlationId: 'order-1',
    causationId: commandId,
    actor: 'customer',
    at: '2026-11-23T03:00:00.000Z',
    subjects: {
      customer: await keyring.subjectFor(CUSTOMER_PHONE),
      recipient: await keyring.subjectFor(RECIPIENT_PHONE),
    } satisfies Subjects,
  } satisfies AppendContext;
  return { keyring, codec, context };
}

/** An event as it lies in the log: gone through JSON, and given a place. */
export function lying(event: NewEvent): StoredEvent {
  return { ...(JSON.parse(JSON.stringify(event)) as NewEvent), streamId: 'order-1', revision: 0, position: '1' };
}
