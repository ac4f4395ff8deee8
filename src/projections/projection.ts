import { type OrderId, orderIdOf } from '../domain/ids.ts';
import type { EventLog } from '../eventstore/event-log.ts';
import type { Position } from '../eventstore/event-store.ts';
import type { RecordedEvent, UnreadableEvent } from '../eventstore/recorded-event.ts';
import type { Log } from '../runtime/log.ts';
import { storyOf } from './story.ts';
import type {
  DocumentChange,
  ParkedDocument,
  StoredDocument,
  StoredVersion,
  ViewChanges,
  ViewRef,
  ViewStore,
} from './view-store.ts';
import type { AnyView } from './views.ts';

type Event = RecordedEvent | UnreadableEvent;

export interface ProjectionDeps {
  readonly store: ViewStore;
  readonly logger: Log;
}

/**
 * One version of a view at work: folds batches of events into its documents. An event that the fold can't take parks its order in this
 * version: what follows of that order is left out, all else goes on.
 */
export class Projection {
  readonly view: AnyView;
  readonly ref: ViewRef;
  readonly #deps: ProjectionDeps;
  readonly #parked: Map<string, ParkedDocument>;
  #position: Position;
  #stored: Position;

  constructor(view: AnyView, { version, position, parked }: StoredVersion, deps: ProjectionDeps) {
    this.view = view;
    this.ref = { view: view.name, version };
    this.#deps = deps;
    this.#parked = new Map(parked.map((each) => [each.id, each]));
    this.#position = position;
    this.#stored = position;
  }

  /** Every event up to here is in the documents. */
  get position(): Position {
    return this.#position;
  }

  /** Orders that are parked, by id; the menu by the id of the shop. */
  get parked(): readonly string[] {
    return [...this.#parked.keys()];
  }

  /**
   * Takes a batch in: each touched document is read once and written once. A batch that was taken in before changes nothing.
   * @throws StoreUnavailable; the same batch may be given again.
   */
  async take(events: readonly Event[], position: Position): Promise<void> {
    if (position <= this.#position) return;
    const fresh = events.filter((event) => event.position > this.#position);
    const changes = await this.#fold(fresh, position);
    if (changes.documents.length > 0 || changes.parked.length > 0) {
      await this.#deps.store.apply(this.ref, changes);
      this.#stored = position;
    }
    for (const parked of changes.parked) this.#parked.set(parked.id, parked);
    this.#position = position;
  }

  /** Writes the position when it has moved though no document changed. @throws StoreUnavailable */
  async save(): Promise<void> {
    const position = this.#position;
    if (position === this.#stored) return;
    await this.#deps.store.apply(this.ref, { documents: [], parked: [], position });
    this.#stored = position;
  }

  /**
   * Folds every parked order anew from its streams: what couldn't be taken in may have been the program's fault, and be mended by now.
   * @throws StoreUnavailable, DamagedLog
   */
  async heal(log: EventLog): Promise<void> {
    for (const id of this.#parked.keys()) {
      const story = (await storyOf(log, id)).filter(({ position }) => position <= this.#position);
      const folded = this.#foldAll(story, new Map(), new Set());
      if (folded.parked.length > 0) continue;
      const changes = { documents: folded.documents, parked: [], unparked: [id], position: this.#position };
      await this.#deps.store.apply(this.ref, changes);
      this.#parked.delete(id);
      this.#deps.logger.info({ view: this.view.name, order: id }, 'the order is parked no more');
    }
  }

  async #fold(events: readonly Event[], position: Position): Promise<ViewChanges> {
    const ids = new Set<string>();
    for (const event of events) {
      const id = event.type === '$unreadable' ? null : this.view.docId(event);
      if (id !== null) ids.add(id);
    }
    const stored = await this.#deps.store.load(this.ref, [...ids]);
    return { ...this.#foldAll(events, stored, new Set(this.#parked.keys())), position };
  }

  /** The pure part: documents as they are after the events, and the orders that couldn't take one. */
  #foldAll(
    events: readonly Event[],
    stored: ReadonlyMap<string, StoredDocument>,
    parkedBefore: ReadonlySet<string>,
  ): Pick<ViewChanges, 'documents' | 'parked'> {
    const changed = new Map<string, DocumentChange>();
    const parked = new Map<string, ParkedDocument>();
    for (const event of events) {
      const subject = this.#subjectOf(event);
      if (subject === null || parkedBefore.has(subject.order) || parked.has(subject.order)) continue;
      const known = changed.get(subject.id) ?? stored.get(subject.id);
      // A batch that is delivered again has left its position in the document.
      if (known !== undefined && known.position >= event.position) continue;
      try {
        if (event.type === '$unreadable') throw event.error;
        const body = this.view.evolve(known?.body ?? null, event);
        if (body !== null && body !== known?.body) changed.set(subject.id, this.#changed(subject.id, event, body));
      } catch (error) {
        const reason = `${event.type} at ${event.streamId}/${event.revision}: ${(error as Error).message}`;
        parked.set(subject.order, { id: subject.order, position: event.position, reason });
        this.#deps.logger.error({ view: this.view.name, order: subject.order, reason }, 'order parked in this view');
      }
    }
    return { documents: [...changed.values()], parked: [...parked.values()] };
  }

  #changed(id: string, { position }: Event, body: unknown): DocumentChange {
    const keys = Object.fromEntries(Object.entries(this.view.indexes).map(([index, key]) => [index, key(body, id)]));
    return { id, position, body, keys };
  }

  /** The document that an event concerns, and what is parked when it can't be taken in. */
  #subjectOf(event: Event): { id: string; order: OrderId } | null {
    const order = orderIdOf(event.streamId);
    if (event.type === '$unreadable') return order === null ? null : { id: order, order };
    const id = this.view.docId(event);
    return id === null ? null : { id, order: order ?? id };
  }
}
