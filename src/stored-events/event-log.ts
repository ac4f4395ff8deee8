import type { Rejection } from '../domain/decider.ts';
import type { KkotgilEvent } from '../domain/index.ts';
import { createEventCodec } from '../platform/eventstore/codec/event-codec.ts';
import type { EventCodec } from '../platform/eventstore/codec.ts';
import { EventLog as PlatformEventLog } from '../platform/eventstore/event-log.ts';
import type { EventStore } from '../platform/eventstore/event-store.ts';
import type {
  CommandDeps as PlatformCommandDeps,
  Handled as PlatformHandled,
} from '../platform/eventstore/handle-command.ts';
import type { RandomBytes } from '../platform/eventstore/keyring/box.ts';
import type { KeySource } from '../platform/eventstore/keyring/keyring.ts';
import type { Recorded } from '../platform/eventstore/recorded-event.ts';
import { eventRegistry } from './registry.ts';
import { orderFamilies } from './streams.ts';

/** The log of the shop's events. */
export type EventLog = PlatformEventLog<KkotgilEvent>;
/** One event of the shop as it was recorded. */
export type RecordedEvent = Recorded<KkotgilEvent>;
/** What a command of the shop needs of the outside. */
export type CommandDeps = PlatformCommandDeps<KkotgilEvent>;

/** What became of a command of the shop. */
export type Handled<State> = PlatformHandled<State, Rejection>;

/** A log of the shop's events in a store: the streams of one order belong together. */
export function createEventLog(store: EventStore, codec: EventCodec<KkotgilEvent>): EventLog {
  return new PlatformEventLog(store, codec, orderFamilies);
}

/** The codec of the shop's events, which seals with the keys of a keyring. */
export function createCodec(keyring: KeySource, random: RandomBytes): EventCodec<KkotgilEvent> {
  return createEventCodec({ registry: eventRegistry, keyring, random });
}
