import type { KkotgilEvent } from '../../src/domain/index.ts';
import type { AppendContext, EventCodec } from '../../src/platform/eventstore/codec.ts';
import type { JsonObject, NewEvent, StoredEvent } from '../../src/platform/eventstore/event-store.ts';
import type { Subjects } from '../../src/platform/eventstore/recorded-event.ts';
import { uuidV5 } from '../../src/platform/runtime/ids.ts';
import type { RecordedEvent } from '../../src/stored-events/event-log.ts';

/** A codec for tests that are not about codecs: nothing is checked or sealed, ids are derived as ever. */
export class PlainCodec implements EventCodec<KkotgilEvent> {
  readonly #subjects = new Map<string, Subjects>();

  async encode(events: readonly KkotgilEvent[], context: AppendContext): Promise<NewEvent[]> {
    const subjects = typeof context.subjects === 'function' ? await context.subjects() : context.subjects;
    return events.map(({ type, data }, index) => {
      const id = uuidV5(context.commandId, String(index));
      this.#subjects.set(id, subjects);
      const { commandId, actor, at, digest } = context;
      return {
        id,
        type,
        data: data as unknown as JsonObject,
        metadata: {
          $correlationId: context.correlationId,
          $causationId: context.causationId,
          commandId,
          actor,
          at,
          schema: 1,
          ...(digest !== undefined && { digest }),
        },
      };
    });
  }

  async decode(events: readonly StoredEvent[]): Promise<RecordedEvent[]> {
    return events.map(
      (event) =>
        ({
          ...event,
          at: event.metadata.at,
          subjects: this.#subjects.get(event.id) ?? {},
        }) as unknown as RecordedEvent,
    );
  }

  decodeOnce(events: readonly StoredEvent[]): Promise<RecordedEvent[]> {
    return this.decode(events);
  }

  decodeStream(events: readonly StoredEvent[]): Promise<RecordedEvent[]> {
    return this.decode(events);
  }

  decodedStream(): null {
    return null;
  }
}
