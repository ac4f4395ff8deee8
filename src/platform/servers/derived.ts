import type { Db } from 'mongodb';
import { type Position, START } from '../eventstore/event-store.ts';

/** Who has made something of a log, and keeps it in MongoDB. */
export type Maker = 'views' | 'processes';

/** That somebody has seen a log up to a position. */
export interface Seen {
  readonly by: Maker;
  readonly logId: string;
  readonly position: Position;
}

/** What streams of one correlation tell of, such as an order, as views or processes know it. */
export interface KnownInstance {
  readonly instanceId: string;
  /** Its last status that anybody knows; null where nobody does. */
  readonly status: string | null;
  /** How far it was known; null where that is not. */
  readonly position: Position | null;
}

/** What streams, documents and open items tell of: said by whoever has made them. */
export interface Naming {
  /** Null for a stream of no instance. */
  instanceOf(streamId: string): string | null;
  /** Null for a document of no instance. */
  instanceIn(view: string, id: string, body: Readonly<Record<string, unknown>>): Omit<KnownInstance, 'position'> | null;
  /** Whether what a process manager waits for are such instances. */
  waitsForInstances(process: string): boolean;
}

interface ViewRecord {
  readonly _id: string;
  readonly versions: Readonly<Record<string, { readonly logId: string; readonly position: Position }>>;
}
interface ProcessRecord {
  /** `<log>/<process>`. */
  readonly _id: string;
  readonly position: Position;
}
/** As process managers keep it: see `processes/stored-names.ts`. */
interface ItemRecord {
  readonly _id: string;
  /** `<log>/<process>`. */
  readonly process: string;
  readonly item: { readonly orderId: string };
}
interface ViewDocument {
  readonly _id: string;
  readonly position: Position;
  readonly body: unknown;
}

const DOCUMENTS = /^view_(?<view>.+)_\d+$/;
/** What is made anew from the log when it is gone. */
const DERIVED = /^(views|viewsParked|view_.+|opsProcesses|opsItems|opsDocuments)$/;

/** Everything that views and processes have seen of any log. Nothing is changed. */
export async function seenIn(db: Db): Promise<Seen[]> {
  const views = await db.collection<ViewRecord>('views').find().toArray();
  const processes = await db.collection<ProcessRecord>('opsProcesses').find().toArray();
  return [
    ...views.flatMap(({ versions }) =>
      Object.values(versions).map(({ logId, position }) => ({ by: 'views' as const, logId, position })),
    ),
    ...processes.map(({ _id, position }) => ({
      by: 'processes' as const,
      logId: _id.split('/')[0] ?? '',
      position,
    })),
  ].filter(({ position }) => position !== START);
}

/** The instances of which something was seen after a position; all, and those that processes still wait for, after the start. */
export async function instancesSeenAfter(db: Db, after: Position, naming: Naming): Promise<KnownInstance[]> {
  const instances = new Map<string, KnownInstance>();
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    const view = DOCUMENTS.exec(name)?.groups?.view;
    if (view === undefined) continue;
    for await (const document of db.collection<ViewDocument>(name).find()) {
      const { position } = document;
      const found = naming.instanceIn(view, document._id, asRecord(document.body));
      if (found === null || position <= after) continue;
      const known = instances.get(found.instanceId);
      const isNewer = known === undefined || position > (known.position ?? START);
      instances.set(found.instanceId, {
        instanceId: found.instanceId,
        status: found.status ?? known?.status ?? null,
        position: isNewer ? position : known.position,
      });
    }
  }
  if (after === START) {
    for await (const { process, item } of db.collection<ItemRecord>('opsItems').find()) {
      if (!naming.waitsForInstances(process.slice(process.indexOf('/') + 1))) continue;
      const { orderId: instanceId } = item;
      if (!instances.has(instanceId)) instances.set(instanceId, { instanceId, status: null, position: null });
    }
  }
  return [...instances.values()].sort((a, b) => ((a.position ?? START) < (b.position ?? START) ? -1 : 1));
}

/** Takes away all that was made of logs: it is made anew. */
export async function forgetDerived(db: Db): Promise<void> {
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    if (DERIVED.test(name)) await db.collection(name).drop();
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
