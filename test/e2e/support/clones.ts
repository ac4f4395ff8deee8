import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { keyringSecretsOf } from '../../../src/compose/secrets.ts';
import type { KkotgilEvent } from '../../../src/domain/index.ts';
import { openEmbeddedEventStore } from '../../../src/platform/eventstore/embedded/embedded-event-store.ts';
import { EmbeddedKeyring } from '../../../src/platform/eventstore/keyring/embedded-keyring.ts';
import { parseStreamId } from '../../../src/platform/eventstore/stream-names.ts';
import { uuidV5 } from '../../../src/platform/runtime/ids.ts';
import {
  createCodec,
  createEventLog,
  type EventLog,
  type RecordedEvent,
} from '../../../src/stored-events/event-log.ts';
import { orderIdOf, streamOf } from '../../../src/stored-events/streams.ts';
import { SECRET } from './app.ts';

/** Log and keys of a data folder, opened as the program opens them. */
export function openLog(dataDir: string) {
  const store = openEmbeddedEventStore({ dataDir });
  const keyring = new EmbeddedKeyring({
    path: join(dataDir, 'keys.db'),
    secrets: keyringSecretsOf(SECRET),
    random: randomBytes,
  });
  const codec = createCodec(keyring, randomBytes);
  return {
    log: createEventLog(store, codec),
    close: async () => {
      await keyring.close();
      await store.close();
    },
  };
}

/** The whole story of each order in a log, in the order of the log. */
export async function storiesIn(log: EventLog): Promise<ReadonlyMap<string, readonly RecordedEvent[]>> {
  const stories = new Map<string, RecordedEvent[]>();
  for await (const page of log.readAll()) {
    for (const event of page) {
      const orderId = orderIdOf(event.streamId);
      if (orderId === null || event.type === '$unreadable') continue;
      stories.set(orderId, [...(stories.get(orderId) ?? []), event]);
    }
  }
  return stories;
}

/**
 * Writes an order's story once more, under another order's id. All ids that the program derives from others (of events, of notices,
 * the gateway's keys) come out as it would have derived them, so that it finds nothing in the copy that is left to do.
 */
export async function clone(log: EventLog, story: readonly RecordedEvent[], orderId: string): Promise<number> {
  const rename = renaming(story, orderId);
  const calls = Map.groupBy(story, ({ streamId, metadata }) => `${streamId}/${metadata.commandId}`);
  const lengths = new Map<string, number>();
  for (const events of calls.values()) {
    const { streamId, metadata, at } = events[0] as RecordedEvent;
    const target = streamOf(parseStreamId(streamId).category as never, orderId);
    const length = lengths.get(target) ?? 0;
    const subjects = Object.assign({}, ...events.map((event) => event.subjects));
    await log.append(
      target,
      length === 0 ? 'no-stream' : length - 1,
      events.map(({ type, data }) => rename({ type, data } as KkotgilEvent)),
      {
        commandId: rename(metadata.commandId),
        correlationId: orderId,
        causationId: rename(metadata.$causationId),
        actor: metadata.actor,
        at,
        subjects,
      },
    );
    lengths.set(target, length + events.length);
  }
  return story.length;
}

/** Replaces every id of a story in a JSON value. */
function renaming(story: readonly RecordedEvent[], orderId: string) {
  const names = new Map<string, string>();
  for (const { streamId, metadata } of story) {
    names.set(orderIdOf(streamId) as string, orderId);
    names.set(metadata.commandId, uuidV5(orderId, metadata.commandId));
  }
  for (const events of Map.groupBy(story, ({ streamId, metadata }) => `${streamId}/${metadata.commandId}`).values()) {
    for (const [index, { id, metadata }] of events.entries()) {
      names.set(id, uuidV5(names.get(metadata.commandId) as string, String(index)));
    }
  }
  for (const event of story) {
    if (event.type !== 'SmsAttempted') continue;
    const { ref, factId, template } = event.data;
    names.set(ref, uuidV5(names.get(factId) as string, template));
  }
  const any = new RegExp([...names.keys()].join('|'), 'g');
  return <T extends KkotgilEvent | string | object>(value: T): T =>
    JSON.parse(JSON.stringify(value).replaceAll(any, (name) => names.get(name) as string));
}
