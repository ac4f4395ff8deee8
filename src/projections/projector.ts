import { orderIdOf } from '../domain/ids.ts';
import type { EventLog } from '../eventstore/event-log.ts';
import { type Batch, type Position, START } from '../eventstore/event-store.ts';
import type { RecordedEvent, UnreadableEvent } from '../eventstore/recorded-event.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { fingerprintOf } from './view.ts';
import type { DocumentChange, ParkedDocument, ViewChanges, ViewStore } from './view-store.ts';
import type { AnyView } from './views.ts';

export interface ProjectorDeps {
  readonly log: EventLog;
  readonly store: ViewStore;
  readonly clock: Clock;
  readonly logger: Log;
}

/** A view at work. */
interface Projection {
  readonly view: AnyView;
  readonly version: number;
  /** Documents, and orders, that are parked. */
  readonly parked: Map<string, ParkedDocument>;
  /** Every event up to here is in the stored documents. */
  position: Position;
  /** Up to here the store itself says so. */
  stored: Position;
}

/** A view as the projector knows it. */
export interface ProjectionState {
  readonly name: string;
  readonly version: number;
  readonly position: Position;
  readonly parked: number;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** How long a position that stands for no change of a document may wait to be written. */
const SAVE_EVERY_MS = 200;

/**
 * Builds the views: takes in every event, in order, folds a whole batch in memory and writes each document once. All views are fed
 * from one subscription, so an event is read and decoded once for all of them.
 */
export class Projector {
  readonly #views: readonly AnyView[];
  readonly #deps: ProjectorDeps;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<() => void>();
  #projections: readonly Projection[] = [];
  #live = false;
  #lastEventAt: string | null = null;
  #loops: Promise<unknown> = Promise.resolve();

  constructor(views: readonly AnyView[], deps: ProjectorDeps) {
    this.#views = views;
    this.#deps = deps;
  }

  /** True once every view has caught up with the log as it was at the start. */
  get live(): boolean {
    return this.#live;
  }

  get lastEventAt(): string | null {
    return this.#lastEventAt;
  }

  states(): readonly ProjectionState[] {
    return this.#projections.map(({ view: { name }, version, position, parked }) => ({
      name,
      version,
      position,
      parked: parked.size,
    }));
  }

  /**
   * Opens the views, so that they can be queried. Until {@link start} they stay as they are.
   * @throws StoreUnavailable
   */
  async open(): Promise<void> {
    this.#projections = await Promise.all(this.#views.map((view) => this.#open(view)));
  }

  /** Takes in events from where each view stands. Only after {@link open}. */
  start(): void {
    this.#loops = Promise.all([this.#run(), this.#keep()]);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loops;
    await this.#savePositions();
  }

  /** Calls back whenever a view has moved on, until the returned function is called. */
  onMoved(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #open(view: AnyView): Promise<Projection> {
    const { store, log, logger } = this.#deps;
    const { name, indexes } = view;
    // Documents of another log say nothing of this one.
    const fingerprint = `${fingerprintOf(view as never)}/${log.logId}`;
    let stored = await store.open(name, fingerprint, Object.keys(indexes));
    if (stored.position > (await log.head())) {
      logger.warn({ view: name }, 'the view is ahead of the log, which was restored; it is built anew');
      stored = await store.beginAnew(name, fingerprint, Object.keys(indexes));
    }
    const { version, position, parked } = stored;
    return { view, version, parked: new Map(parked.map((each) => [each.id, each])), position, stored: position };
  }

  async #run(): Promise<void> {
    const { log, clock, logger } = this.#deps;
    const { signal } = this.#stop;
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const after = this.#projections.map(({ position }) => position).reduce((a, b) => (a < b ? a : b), END);
      try {
        for await (const batch of log.subscribe({ after: after === END ? START : after, signal })) {
          await this.#take(batch);
          pause = FIRST_PAUSE_MS;
        }
      } catch (error) {
        logger.warn({ err: error }, 'the views stand still; they go on from where they are');
        await clock.sleep(pause, signal);
      }
    }
  }

  async #take({ events, position, live }: Batch<RecordedEvent | UnreadableEvent>): Promise<void> {
    for (const projection of this.#projections) {
      if (position <= projection.position) continue;
      const changes = await this.#fold(projection, events, position);
      if (changes.documents.length > 0 || changes.parked.length > 0) {
        await this.#deps.store.apply(projection.view.name, changes);
        projection.stored = position;
      }
      for (const parked of changes.parked) projection.parked.set(parked.id, parked);
      projection.position = position;
    }
    const last = events.findLast((event) => event.type !== '$unreadable');
    if (last !== undefined) this.#lastEventAt = (last as RecordedEvent).at;
    this.#live ||= live;
    for (const listener of this.#listeners) listener();
  }

  /** What a batch does to one view: each touched document once, at its last event. */
  async #fold(
    { view, parked, position: before }: Projection,
    events: readonly (RecordedEvent | UnreadableEvent)[],
    position: Position,
  ): Promise<ViewChanges> {
    const touching = events.flatMap((event) => {
      if (event.position <= before) return [];
      const id = event.type === '$unreadable' ? orderIdOf(event.streamId) : view.docId(event);
      return id === null ? [] : [{ id, event }];
    });
    const stored = await this.#deps.store.load(view.name, [...new Set(touching.map(({ id }) => id))]);
    const changed = new Map<string, DocumentChange>();
    const newlyParked = new Map<string, ParkedDocument>();
    for (const { id, event } of touching) {
      const parkedUnder = [id, orderIdOf(event.streamId) ?? id];
      if (parkedUnder.some((each) => parked.has(each) || newlyParked.has(each))) continue;
      const known = changed.get(id) ?? stored.get(id);
      // A batch that is delivered again has left its position in the document.
      if (known !== undefined && known.position >= event.position) continue;
      try {
        if (event.type === '$unreadable') throw event.error;
        const body = view.evolve(known?.body ?? null, event);
        if (body === null || body === known?.body) continue;
        const keys = Object.fromEntries(Object.entries(view.indexes).map(([index, key]) => [index, key(body, id)]));
        changed.set(id, { id, position: event.position, body, keys });
      } catch (error) {
        const reason = `${event.type} at ${event.streamId}/${event.revision}: ${(error as Error).message}`;
        newlyParked.set(id, { id, position: event.position, reason });
        this.#deps.logger.error({ view: view.name, document: id, reason }, 'document parked');
      }
    }
    return { documents: [...changed.values()], parked: [...newlyParked.values()], position };
  }

  async #keep(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#deps.clock.sleep(SAVE_EVERY_MS, this.#stop.signal);
      await this.#savePositions();
    }
  }

  /** Writes the positions that moved though no document changed. */
  async #savePositions(): Promise<void> {
    for (const projection of this.#projections) {
      const { view, position, stored } = projection;
      if (position === stored) continue;
      try {
        await this.#deps.store.apply(view.name, { documents: [], parked: [], position });
        projection.stored = position;
      } catch (error) {
        this.#deps.logger.warn({ view: view.name, err: error }, 'position not saved; it is saved again');
      }
    }
  }
}

/** Greater than every position, for the search of the smallest. */
const END: Position = '~';
