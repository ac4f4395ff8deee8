import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openEmbeddedEventStore } from '../src/eventstore/embedded/embedded-event-store.ts';
import type { NewEvent } from '../src/eventstore/event-store.ts';
import { systemIds } from '../src/runtime/system.ts';
import type { Row } from './support/report.ts';

const TEXT = 'x'.repeat(300);

/** An event of about 600 bytes, as an order's are. */
export function anEvent(id: string): NewEvent {
  return {
    id,
    type: 'OrderPlaced',
    data: { text: TEXT },
    metadata: {
      $correlationId: id,
      $causationId: id,
      commandId: id,
      actor: 'customer',
      at: '2026-11-23T03:00:00.000Z',
      schema: 1,
    },
  };
}

/** Durable appends of one event each, by callers that wait for their answer, beside what SQLite alone can do with such groups. */
export async function benchAppends(seconds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const callers of [1, 16, 64]) {
    const limit = rawRows(callers, seconds);
    const measured = await appendsPerSecond(callers, seconds);
    rows.push({
      what: `durable appends, ${callers} caller${callers === 1 ? '' : 's'}`,
      measured,
      unit: 'events/s',
      limit: { what: `raw node:sqlite, FULL, ${callers} rows a transaction`, value: limit },
    });
  }
  return rows;
}

/** Events a second that the embedded log takes from so many callers. */
export async function appendsPerSecond(callers: number, seconds: number): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kkotgil-bench-'));
  const store = openEmbeddedEventStore({ dataDir });
  let appended = 0;
  const end = performance.now() + seconds * 1000;
  const caller = async () => {
    while (performance.now() < end) {
      const id = systemIds.next();
      await store.append(`order-${id}`, 'no-stream', [anEvent(id)]);
      appended++;
    }
  };
  const begun = performance.now();
  await Promise.all([...Array(callers)].map(caller));
  const rate = (appended * 1000) / (performance.now() - begun);
  await store.close();
  rmSync(dataDir, { recursive: true });
  return rate;
}

/** Rows a second of the same size and indexes, without a hash, a check or a promise. */
function rawRows(perTransaction: number, seconds: number): number {
  const dataDir = mkdtempSync(join(tmpdir(), 'kkotgil-bench-'));
  const db = new DatabaseSync(join(dataDir, 'raw.db'));
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT, revision INTEGER, category TEXT, id TEXT, type TEXT,
      data TEXT, metadata TEXT, hash BLOB, UNIQUE (stream, revision)) STRICT;
    CREATE INDEX events_by_category ON events (category, position);`);
  const insert = db.prepare('INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?)');
  const hash = new Uint8Array(32);
  let position = 0;
  const begun = performance.now();
  while (performance.now() < begun + seconds * 1000) {
    db.exec('BEGIN IMMEDIATE');
    for (let row = 0; row < perTransaction; row++) {
      const id = systemIds.next();
      const { type, data, metadata } = anEvent(id);
      insert.run(++position, `order-${id}`, 0, 'order', id, type, JSON.stringify(data), JSON.stringify(metadata), hash);
    }
    db.exec('COMMIT');
  }
  const rate = (position * 1000) / (performance.now() - begun);
  db.close();
  rmSync(dataDir, { recursive: true });
  return rate;
}
