import type { EventLog } from '../eventstore/event-log.ts';
import { DamagedLog, type NotStorable, type Position } from '../eventstore/event-store.ts';
import { isUnreadable, type Recorded, type UnreadableEvent } from '../eventstore/recorded-event.ts';
import { parseStreamId } from '../eventstore/stream-names.ts';
import type { Logger } from '../runtime/logger.ts';
import { eventsOfId } from './events-of-id.ts';
import { type Eraser, eraserOf } from './personal.ts';
import { Unwritten, type Writing } from './unwritten.ts';
import { type AnyView, type Erased, idIn, indexPrefix } from './view.ts';
import type {
  DocumentChange,
  ParkedDocument,
  StoredDocument,
  StoredVersion,
  ViewDocuments,
  ViewRef,
} from './view-store.ts';

type Event = Recorded | UnreadableEvent;

export interface ProjectionDeps {
  readonly store: ViewDocuments;
  readonly logger: Logger;
  /** How history is written. Default: as a thread can bear that others wait for. */
  readonly writing?: Writing;
  /** So many documents that were written stay at hand. Default: none. */
  readonly atHand?: number;
  /** Whether the story of whoever an event belongs to begins with it. Default: that is not known. */
  readonly begins?: (event: Event) => boolean;
}

/** A document, and whose it is: that is parked when the document can't take something in. */
interface Wanted {
  readonly id: string;
  readonly owner: string;
}

/** An event, and the document that it concerns. */
interface Affected extends Wanted {
  readonly event: Event;
}

/** So many keys of an index are looked at in one go. */
const PAGE = 500;

/**
 * One version of a view at work: folds batches of events into its documents. An event that the fold can't take parks its owner, the id of
 * its stream, in this version: what follows of that owner is left out, all else goes on.
 */
export class Projection {
  readonly view: AnyView;
  readonly ref: ViewRef;
  readonly #deps: ProjectionDeps;
  readonly #eraser: Eraser;
  readonly #categories: ReadonlySet<string>;
  readonly #parked: Map<string, ParkedDocument>;
  readonly #unwritten: Unwritten;
  #taken: Position;

  constructor(view: AnyView, { version, position, parked }: StoredVersion, deps: ProjectionDeps) {
    this.view = view;
    this.ref = { view: view.name, version };
    this.#deps = deps;
    this.#eraser = eraserOf(view.schema);
    this.#categories = new Set(view.categories);
    this.#parked = new Map(parked.map((each) => [each.id, each]));
    this.#unwritten = new Unwritten(this.ref, view, position, {
      store: deps.store,
      writing: deps.writing,
      atHand: deps.atHand,
      refused: (document, error) => this.#parkRefused(document, error),
    });
    this.#taken = position;
  }

  /** Why an owner of streams is parked in this version; null when it is not. */
  parkedFor(id: string): string | null {
    return this.#parked.get(id)?.reason ?? null;
  }

  /** How many owners are parked in this version. */
  get parkedCount(): number {
    return this.#parked.size;
  }

  /** A document as it is stored, as far as that is at hand. */
  atHand(id: string): StoredDocument | undefined {
    return this.#unwritten.written(id);
  }

  /** Whether something that was taken in has changed anything, and is not written yet. */
  get hasChanged(): boolean {
    return !this.#unwritten.isEmpty;
  }

  /** How many documents have changed since the last write. */
  get waiting(): number {
    return this.#unwritten.documents.size;
  }

  /** Every event up to here was taken in. */
  get taken(): Position {
    return this.#taken;
  }

  /** Where the store has put this version by what was written here. */
  get saved(): Position {
    return this.#unwritten.stored;
  }

  /** Every event up to here is in what is stored, and can be read. */
  get position(): Position {
    return this.#unwritten.isEmpty ? this.#taken : this.#unwritten.stored;
  }

  /**
   * Takes a batch in: each touched document is read once and written once. What was taken in before changes nothing.
   * @param live false while history is read: changes may then wait to be written together with later ones.
   * @throws StoreUnavailable; nothing is lost, and the next call, or {@link save}, tries again.
   */
  async take(events: readonly Event[], position: Position, live = true): Promise<void> {
    await this.fold(events, position);
    if (live || this.#unwritten.isMuch) await this.#unwritten.write(this.#taken);
  }

  /** Takes a batch in, as {@link take}, without writing what it has changed. @throws StoreUnavailable; nothing is lost. */
  async fold(events: readonly Event[], position: Position): Promise<void> {
    if (position <= this.#taken) return;
    const { begins } = this.#deps;
    let affected: Affected[] = [];
    for (const event of events) {
      if (event.position <= this.#taken) continue;
      // What was written before a crash, by events that come again now, is newer than what is made of them, and stays.
      if (begins?.(event)) this.#unwritten.begin(parseStreamId(event.streamId).id);
      const concerned = this.#affectedBy(event);
      if (concerned !== null) affected.push(concerned);
      const erased = isUnreadable(event) ? NOBODY : (this.view.erasedBy?.of(event) ?? NOBODY);
      if (erased.length === 0) continue;
      await this.#takeIn(affected);
      affected = [];
      await this.#erase(erased, event.position);
    }
    await this.#takeIn(affected);
    this.#taken = position;
  }

  async #takeIn(affected: readonly Affected[]): Promise<void> {
    if (affected.length === 0) return;
    const isNone = ({ id, owner }: Affected) => this.#isOwned(id, owner) && this.#unwritten.isNone(id, owner);
    const known = await this.#known(affected.filter((each) => !isNone(each)));
    this.#foldInto(affected, known, this.#unwritten.documents);
  }

  /**
   * Erases people from the documents of what was theirs, parked ones too. All of these documents stand at the position of the erasure then,
   * also where nothing had to be erased any more, because the fold has read events whose keys are gone: a rebuild is the same.
   */
  async #erase(erased: readonly Erased[], position: Position): Promise<void> {
    for (const { owner, roles } of erased) {
      const ids = await this.#documentsOf(owner);
      const known = await this.#known(ids.map((id) => ({ id, owner })));
      for (const id of ids) {
        const before = known(id);
        if (before === undefined || before.damaged || before.position >= position) continue;
        this.#unwritten.documents.set(id, { position, body: this.#eraser(before.body, new Set(roles)) });
      }
    }
  }

  /** The ids of the documents of an owner, as far as there may be any. */
  async #documentsOf(owner: string): Promise<readonly string[]> {
    const { ofOwner: index } = this.view;
    if (index === undefined) return [owner];
    // An index tells of what is stored.
    await this.#unwritten.write(this.#taken);
    const ids: string[] = [];
    for (let after: string | null = null; ; ) {
      const query = { index, prefix: indexPrefix(owner), direction: 'ascending', after, limit: PAGE } as const;
      const found = await this.#deps.store.find(this.ref, query);
      ids.push(...found.map(({ key }) => idIn(key)));
      after = found.at(-1)?.key ?? null;
      if (found.length < PAGE) return ids;
    }
  }

  /** Whether nobody else's events concern a document. */
  #isOwned(id: string, owner: string): boolean {
    return id === owner || this.view.ofOwner !== undefined;
  }

  /** Documents by their ids, as they are with what was taken in so far. */
  async #known(wanted: readonly Wanted[]): Promise<(id: string) => StoredDocument | undefined> {
    const unwritten = this.#unwritten;
    const unknown = new Map<string, string>();
    for (const { id, owner } of wanted) if (unwritten.find(id) === undefined) unknown.set(id, owner);
    const ownerOf = (id: string) => unknown.get(id) as string;
    const stored =
      unknown.size === 0 ? NOTHING : await this.#deps.store.load(this.ref, [...unknown.keys()], { ownerOf });
    return (id) => unwritten.find(id) ?? stored.get(id);
  }

  /** Writes what waits and has not changed since a position; what has is likely to change again soon. @throws StoreUnavailable, NotStorable */
  saveSettled(since: Position): Promise<void> {
    return this.#unwritten.writeSettled(since, this.#taken);
  }

  /** Writes what waits for it, and the position also when it has moved though no document changed. @throws StoreUnavailable */
  save(): Promise<void> {
    return this.#unwritten.save(this.#taken);
  }

  /**
   * Folds every parked owner anew from its streams: what couldn't be taken in may have been the program's fault, and be mended by now.
   * One that still can't be read stays parked, and holds nobody else up.
   * @throws StoreUnavailable
   */
  async heal(log: EventLog): Promise<void> {
    await this.save();
    for (const parked of [...this.#parked.values()]) {
      this.#parked.delete(parked.id);
      try {
        const story = await eventsOfId(log, parked.id, this.view.categories);
        await this.#healFrom(
          story.filter(({ position }) => position <= this.#unwritten.stored),
          parked.id,
        );
      } catch (error) {
        this.#parked.set(parked.id, parked);
        if (!(error instanceof DamagedLog)) throw error;
      }
    }
  }

  async #healFrom(story: readonly Recorded[], owner: string): Promise<void> {
    const healed = new Map<string, StoredDocument>();
    this.#foldInto(
      story.flatMap((event) => this.#affectedBy(event) ?? []),
      (id) => healed.get(id),
      healed,
    );
    if (this.#parked.has(owner)) {
      // As before; it stands in the store already.
      this.#unwritten.parked.clear();
      return;
    }
    // Where a person was erased since, the document stands at the erasure: see `#erase`.
    const stored = await this.#deps.store.load(this.ref, [...healed.keys()]);
    for (const [id, document] of healed) {
      const position = stored.get(id)?.position ?? document.position;
      if (position > document.position) healed.set(id, { ...document, position });
    }
    const documents = this.#unwritten.changesOf(healed);
    this.#unwritten.forget(healed.keys());
    const { stored: position } = this.#unwritten;
    await this.#deps.store.apply(this.ref, { documents, parked: [], unparked: [owner], position });
    this.#deps.logger.info({ view: this.view.name, id: owner }, 'parked no more in this view');
  }

  #parkRefused({ id, position }: DocumentChange, { message }: NotStorable): void {
    const parked = { id, position, reason: `the document can't be stored: ${message}` };
    this.#parked.set(id, parked);
    this.#unwritten.parked.set(id, parked);
    this.#deps.logger.error({ view: this.view.name, id, reason: parked.reason }, 'parked in this view');
  }

  /** Folds events, in their order, into documents; parks the owners that can't take one. */
  #foldInto(
    affected: readonly Affected[],
    known: (id: string) => StoredDocument | undefined,
    changed: Map<string, StoredDocument>,
  ): void {
    for (const { event, id, owner } of affected) {
      if (this.#parked.has(owner)) continue;
      const before = known(id);
      // A batch that is delivered again has left its position in the document.
      if (before !== undefined && before.position >= event.position) continue;
      try {
        if (isUnreadable(event)) throw event.error;
        if (before?.damaged) throw new Error('its document is damaged; the view is built anew');
        const body = this.view.evolve(before?.body ?? null, event);
        if (body !== null && body !== before?.body) changed.set(id, { position: event.position, body });
      } catch (error) {
        this.#park(owner, event, error as Error);
      }
    }
  }

  #park(owner: string, event: Event, { message }: Error): void {
    const reason = `${event.type} at ${event.streamId}/${event.revision}: ${message}`;
    const parked = { id: owner, position: event.position, reason };
    this.#parked.set(owner, parked);
    this.#unwritten.parked.set(owner, parked);
    this.#deps.logger.error({ view: this.view.name, id: owner, reason }, 'parked in this view');
  }

  /** Null for none. What can't be read of a stream that this view sees concerns whatever the stream belongs to. */
  #affectedBy(event: Event): Affected | null {
    const { category, id: owner } = parseStreamId(event.streamId);
    if (!this.#categories.has(category)) return null;
    if (isUnreadable(event)) return { event, id: owner, owner };
    const id = this.view.docId(event);
    return id === null ? null : { event, id, owner };
  }
}

const NOBODY: readonly Erased[] = [];
const NOTHING: ReadonlyMap<string, StoredDocument> = new Map();
