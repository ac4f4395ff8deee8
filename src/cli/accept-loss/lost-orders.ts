import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { toSequence } from '../../platform/eventstore/embedded/position.ts';
import { keysIn } from '../../platform/folder/examine.ts';
import { hasTable, openExisting } from '../../platform/folder/witness.ts';
import { orderIdOf } from '../../stored-events/streams.ts';

/** An order that a loss concerns. */
export interface LostOrder {
  readonly orderId: string;
  /** Its last status that anybody knows; null where nobody does. */
  readonly status: string | null;
  /** How far it was known, as the number of an event in the lost log; null where only a key of it is lost. */
  readonly event: number | null;
}

/** Told how many events, or documents of views, of how many were looked at. */
export type Looked = (done: number, total: number) => void;

/** Their documents are about no order. */
const VIEWS_OF_OTHER_THINGS = /^view_(menu|erasures)_/;
const PAGE = 5_000;

/**
 * The orders of which views and processes have seen events that are not in the log any more, in the order of the log.
 * @param after the last event that is left; 0 when none is.
 */
export function ordersAfter(dataDir: string, after: number, looked: Looked): readonly LostOrder[] {
  const found = new Map<string, LostOrder>();
  const note = (order: LostOrder) => {
    const known = found.get(order.orderId);
    const isNewer = known === undefined || (order.event ?? 0) > (known.event ?? 0);
    const status = order.status ?? known?.status ?? null;
    found.set(order.orderId, isNewer ? { ...order, status } : { ...known, status: known.status ?? status });
  };
  withFile(dataDir, 'views.db', (db) => {
    const tables = documentTables(db);
    const total = tables.reduce((sum, table) => sum + countOf(db, table), 0);
    let done = 0;
    for (const table of tables) {
      const rows = db.prepare(`SELECT id, position, body FROM ${table}`).iterate() as Iterable<Row>;
      for (const row of rows) {
        const event = toSequence(row.position);
        const order = orderOf(table, row);
        if (event > after && order !== null) note({ ...order, event });
        looked(++done, total);
      }
    }
  });
  withFile(dataDir, 'ops.db', (db) => {
    if (!hasTable(db, 'items')) return;
    // Where other processes have orders, the one of erasures has those.
    const waiting = db.prepare("SELECT DISTINCT order_id FROM items WHERE process NOT LIKE '%/erasure'");
    for (const { order_id: orderId } of waiting.all()) {
      // What a process waits for may be older than what is lost: it counts when there is no log at all.
      if (after === 0 && typeof orderId === 'string') note({ orderId, status: null, event: null });
    }
  });
  return [...found.values()].sort((a, b) => (a.event ?? 0) - (b.event ?? 0));
}

interface Row {
  readonly id: string;
  readonly position: string;
  readonly body: string;
}

/**
 * The keys that a log names and that are lost, and the orders whose data they seal.
 * @param lost all keys, or those that the file of keys does not know.
 */
export function ordersWithoutKey(
  dataDir: string,
  lost: 'all' | 'unknown',
  looked: Looked,
): { readonly orders: readonly LostOrder[]; readonly keyIds: readonly string[] } {
  const keyIds = new Set<string>();
  const orders = new Map<string, LostOrder>();
  withFile(dataDir, 'log.db', (log) => {
    const known = lost === 'all' ? new Set<string>() : knownKeys(dataDir);
    const { total } = log.prepare('SELECT coalesce(max(position), 0) AS total FROM events').get() as { total: number };
    const page = log.prepare('SELECT position, stream, data FROM events WHERE position > ? ORDER BY position LIMIT ?');
    for (let after = 0; ; ) {
      const rows = page.all(after, PAGE) as { position: number; stream: string; data: string }[];
      for (const { stream, data } of rows) {
        const gone = keysIn(data).filter((keyId) => !known.has(keyId));
        for (const keyId of gone) keyIds.add(keyId);
        const orderId = orderIdOf(stream);
        if (gone.length > 0 && orderId !== null) orders.set(orderId, { orderId, status: null, event: null });
      }
      after = rows.at(-1)?.position ?? after;
      looked(after, total);
      if (rows.length < PAGE) return;
    }
  });
  return { orders: [...orders.values()], keyIds: [...keyIds] };
}

function knownKeys(dataDir: string): ReadonlySet<string> {
  const known = new Set<string>();
  withFile(dataDir, 'keys.db', (db) => {
    for (const { key_id: keyId } of db.prepare('SELECT key_id FROM keys').all()) known.add(String(keyId));
  });
  return known;
}

/** Does something with a file as far as it can be read: what can't be shows nothing. */
function withFile(dataDir: string, name: string, work: (db: DatabaseSync) => void): void {
  const path = join(dataDir, name);
  if (!existsSync(path)) return;
  let db: DatabaseSync | null = null;
  try {
    db = openExisting(path);
    work(db);
  } catch (error) {
    if (!('errcode' in (error as object))) throw error;
  } finally {
    db?.close();
  }
}

function countOf(db: DatabaseSync, table: string): number {
  return Number(db.prepare(`SELECT count(*) AS documents FROM ${table}`).get()?.documents);
}

function documentTables(db: DatabaseSync): string[] {
  const sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'view\\_%' ESCAPE '\\'";
  return db
    .prepare(sql)
    .all()
    .map(({ name }) => String(name));
}

/** The order that a document of a view is about; null when it is about none. */
function orderOf(table: string, { id, body }: Row): Pick<LostOrder, 'orderId' | 'status'> | null {
  if (VIEWS_OF_OTHER_THINGS.test(table)) return null;
  const document = asObject(body);
  const orderId = table.startsWith('view_notifications_') ? document.orderId : id;
  if (typeof orderId !== 'string') return null;
  const shown = asObject(JSON.stringify(document.shown ?? null));
  return { orderId, status: typeof shown.status === 'string' ? shown.status : null };
}

function asObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
