import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Position, StoredEvent } from '../../../../src/platform/eventstore/event-store.ts';
import { START, StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import { type AskedOfLog, LogEnd } from '../../../../src/platform/eventstore/eventstoredb/log-end.ts';
import { CATEGORIES } from '../../../../src/stored-events/streams.ts';

const FOREIGN = 'another-program';

/** A log of which only the streams' names count. */
class Records implements AskedOfLog {
  readonly all: StoredEvent[] = [];
  /** How many records were read so far, and by how many calls. */
  read = 0;
  calls = 0;
  /** How often the server was asked to look by itself, and whether that takes it too long. */
  asked = 0;
  isSlow = false;
  /** From which call on the log can't be read; null for never. */
  awayFrom: number | null = null;
  /** What happens while a call is on its way. */
  meanwhile: () => void = () => undefined;

  write(streamId: string, count = 1): StoredEvent {
    for (let n = 0; n < count; n++) {
      const position = String(this.all.length).padStart(6, '0');
      this.all.push({ streamId, position } as StoredEvent);
    }
    return this.all.at(-1) as StoredEvent;
  }

  readonly before = async (position: Position | 'end', count: number): Promise<readonly StoredEvent[]> => {
    const end = position === 'end' ? this.all.length : Number(position);
    const page = this.all.slice(Math.max(0, end - count), end).reverse();
    this.calls++;
    if (this.awayFrom !== null && this.calls >= this.awayFrom) throw new StoreUnavailable('away');
    await Promise.resolve();
    this.meanwhile();
    this.read += page.length;
    return page;
  };

  readonly oursBefore = async (position: Position): Promise<StoredEvent | null | undefined> => {
    this.asked++;
    const before = this.all.slice(0, Number(position));
    return this.isSlow ? undefined : (before.findLast(({ streamId }) => streamId !== FOREIGN) ?? null);
  };
}

describe('the end of the log', () => {
  let records: Records;
  let end: LogEnd;
  beforeEach(() => {
    records = new Records();
    end = new LogEnd(CATEGORIES, records);
  });

  it('is the start while there is nothing, or nothing of this program', async () => {
    expect(await end.find()).toEqual({ whole: START, ours: START, stream: null });
    const { position } = records.write(FOREIGN, 5_000);
    expect(await end.find()).toEqual({ whole: position, ours: START, stream: null });
  });

  it('is the last event of this program, however many records of others came after it', async () => {
    const ours = records.write('order-1');
    const { position: whole } = records.write(FOREIGN, 5_000);
    expect(await end.find()).toEqual({ whole, ours: ours.position, stream: 'order-1' });
  });

  it('is looked for by the server, which sends no record of others for it', async () => {
    const ours = records.write('order-1');
    records.write(FOREIGN, 20_000);
    expect((await end.find()).ours).toBe(ours.position);
    expect(records.read).toBe(32);
    expect(records.asked).toBe(1);
  });

  it('is not looked for by the server in what the feed has passed', async () => {
    end.heard(records.write('order-1'));
    records.write(FOREIGN, 100_000);
    end.passed(records.all.at(-1)?.position ?? START);
    records.write(FOREIGN, 4_000);
    expect((await end.find()).stream).toBe('order-1');
    expect(records.asked).toBe(0);
    expect(records.read).toBeLessThan(5_000);
  });

  it('is looked for once by all who ask at the same time', async () => {
    records.write('order-1');
    records.write(FOREIGN, 5_000);
    const found = await Promise.all(Array.from({ length: 20 }, () => end.find()));
    expect(new Set(found).size).toBe(1);
    expect(records.asked).toBe(1);
  });

  it('is as of a moment after the call, also when a search is under way', async () => {
    records.write('order-1');
    records.write(FOREIGN, 2_000);
    const first = end.find();
    await new Promise((resolve) => setImmediate(resolve));
    const ours = records.write('order-2');
    expect((await end.find()).ours).toBe(ours.position);
    await first;
  });

  it('is not looked for again in what was looked through, also when a search was broken off', async () => {
    const ours = records.write('order-1');
    records.write(FOREIGN, 9_000);
    records.isSlow = true;
    records.awayFrom = 6;
    await expect(end.find()).rejects.toThrow('away');
    const before = records.read;
    expect(before).toBeGreaterThan(2_000);
    records.awayFrom = null;
    records.write(FOREIGN, 100);
    expect((await end.find()).ours).toBe(ours.position);
    expect(records.read).toBeLessThan(9_000 + 1_000);
    // And found, it is known.
    const found = records.read;
    await end.find();
    expect(records.read - found).toBeLessThanOrEqual(32);
  });

  it('is known from what the feed has heard and passed', async () => {
    end.heard(records.write('order-1'));
    end.passed(records.write(FOREIGN, 9_000).position);
    const { position: whole } = records.write(FOREIGN, 10);
    expect(await end.find()).toEqual({ whole, ours: '000000', stream: 'order-1' });
    expect(records.calls).toBe(1);
  });

  it('takes what is heard while it looks for no sign of a shorter log', async () => {
    records.write('order-1');
    records.write(FOREIGN, 9_000);
    await end.find();
    const before = records.read;
    records.meanwhile = () => {
      records.meanwhile = () => undefined;
      end.heard(records.write('order-2'));
    };
    expect(await end.find()).toMatchObject({ stream: 'order-2' });
    expect(records.read - before).toBeLessThanOrEqual(32);
  });

  it('is looked for anew when the log was put back to an earlier state', async () => {
    records.write('order-1');
    records.write(FOREIGN, 100);
    records.write('order-2');
    await end.find();
    records.all.length = 50;
    expect(await end.find()).toEqual({ whole: '000049', ours: '000000', stream: 'order-1' });
  });
});
