import {
  type AllStreamSubscription,
  type EventStoreDBClient,
  type ResolvedEvent,
  streamNameFilter,
} from '@eventstore/db-client';
import type { Position, StoredEvent } from '../event-store.ts';
import { isPlace, toPosition, toServerPosition } from './position.ts';
import { toStored } from './stored.ts';

/** Records that the server looks through before it says how far it is. Large, because its own links lie between our events. */
const SEARCH_WINDOW = 4_096;
/** Events that wait here for the consumer; beyond that the server has to wait too. */
const MAX_WAITING = 2_000;

/**
 * One subscription of the server, made into something that can be asked: what has come, how far it has come, and whether it is at
 * the end. It never resumes by itself; its fault is thrown by {@link take}.
 */
export class Feed {
  readonly #subscription: AllStreamSubscription;
  #waiting: StoredEvent[] = [];
  /** As the server said between two events; it counts once everything before it was taken. */
  #checkpoint: Position | null = null;
  #caughtUp = false;
  #fault: Error | null = null;
  #bell = Promise.withResolvers<void>();

  constructor(client: EventStoreDBClient, after: Position, prefixes: readonly string[]) {
    this.#subscription = client.subscribeToAll({
      fromPosition: toServerPosition(after),
      filter: streamNameFilter({
        prefixes: [...prefixes],
        checkpointInterval: 1,
        maxSearchWindow: SEARCH_WINDOW,
        // Only notes: whatever threw here would silence the subscription without a word.
        checkpointReached: async (_subscription, position) => {
          if (!isPlace(position)) return;
          this.#checkpoint = toPosition(position);
          this.#ring();
        },
      }),
    });
    this.#subscription
      .on('data', (resolved) => this.#receive(resolved))
      .on('caughtUp', () => {
        this.#caughtUp = true;
        this.#ring();
      })
      .on('error', (error) => this.#end(error))
      .on('end', () => this.#end(new Error('the server ended the subscription')));
  }

  /**
   * What has come so far, up to `size` events, and the checkpoint when everything before it is in.
   * @throws the subscription's fault, once all that came before it was taken.
   */
  take(size: number): { events: StoredEvent[]; checkpoint: Position | null; caughtUp: boolean } {
    const events = this.#waiting.splice(0, size);
    if (this.#waiting.length < MAX_WAITING / 2) this.#subscription.resume();
    const drained = this.#waiting.length === 0 && this.#subscription.readableLength === 0;
    if (this.#fault !== null && events.length === 0) throw this.#fault;
    return { events, checkpoint: drained ? this.#checkpoint : null, caughtUp: drained && this.#caughtUp };
  }

  /** Resolves when there is something to take, or at once when there already is, or when `signal` aborts. */
  async news(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#waiting.length > 0 || this.#fault !== null) return;
    signal.addEventListener('abort', this.#ring, { once: true });
    await this.#bell.promise;
    signal.removeEventListener('abort', this.#ring);
    this.#bell = Promise.withResolvers();
  }

  close(): void {
    // Its last errors come after the end; they mean nothing any more.
    this.#subscription.removeAllListeners('data').on('error', () => undefined);
    void this.#subscription.unsubscribe().catch(() => undefined);
  }

  #receive({ event }: ResolvedEvent): void {
    if (event === undefined) return;
    this.#waiting.push(toStored(event));
    if (this.#waiting.length >= MAX_WAITING) this.#subscription.pause();
    this.#ring();
  }

  #end(error: Error): void {
    this.#fault ??= error;
    this.#ring();
  }

  readonly #ring = (): void => this.#bell.resolve();
}
