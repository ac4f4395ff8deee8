import { type AuditedOrder, readAuditedOrder } from '../../../src/audit/audited-order.ts';
import { type OrderStory, tellStory } from '../../../src/audit/story.ts';
import { DamagedLog, type ReadStreamOptions, type StoredEvent } from '../../../src/platform/eventstore/event-store.ts';
import { createEventLog } from '../../../src/stored-events/event-log.ts';
import { CUSTOMER_PHONE, codecWorld } from '../../support/codec-world.ts';
import { erase } from '../../support/erase.ts';
import { MemoryEventStore } from '../../support/memory-event-store.ts';
import { Past } from './past.ts';

/** A store whose disk may have changed what was written. */
class AgeingStore extends MemoryEventStore {
  /** What a read finds instead of an event. */
  change: (event: StoredEvent) => StoredEvent = (event) => event;
  /** A stream that can't be read at all. */
  broken: string | null = null;

  override async readStream(streamId: string, options?: ReadStreamOptions): Promise<readonly StoredEvent[]> {
    if (streamId === this.broken) throw new DamagedLog(`event 1 of ${streamId} is missing`);
    return (await super.readStream(streamId, options)).map(this.change);
  }
}

/** A log with sealed personal data, one order's past in it, and ways to damage and to erase. */
export async function auditWorld() {
  const { codec, keyring, context } = await codecWorld();
  const store = new AgeingStore();
  const log = createEventLog(store, codec);
  const past = new Past(log, context.subjects);
  const record = async () => (await readAuditedOrder(log, past.orderId)) as AuditedOrder;
  return {
    log,
    store,
    past,
    record,
    story: async (): Promise<OrderStory> => tellStory(log.logId, await record()),
    /** Makes the events of a type read differently. */
    damage: (type: string, damaged: Partial<StoredEvent>) => {
      store.change = (event) => (event.type === type ? { ...event, ...damaged } : event);
    },
    eraseCustomer: () => erase(keyring, CUSTOMER_PHONE),
  };
}
