import type { EventHeader } from '../eventstore/event-log.ts';
import type { Extent } from '../eventstore/handle-command.ts';

/** The time as a decision sees it, in milliseconds since 1970. */
export interface Moment {
  readonly now: number;
  /** Since when this process manager and its log have been there without a gap: time before that counts against nobody. */
  readonly upSince: number;
  /** Milliseconds that have really passed since a time of the wall clock, whatever that was set to meanwhile. */
  ageOf(at: number): number;
}

/** What else a person has to know of a wait, as the process names it. Holds no personal data. */
export type Facts = Readonly<Record<string, string | number>>;

/** What an instance waits for. */
export interface Wait {
  /** In a word of the process. */
  readonly waitingFor: string;
  /** Since when it waits. */
  readonly since: number;
  /** When to decide again although nothing happened, by the wall clock; null to wait for an event only. */
  readonly due: number | null;
  /** From when on somebody has to look; null when it can't be late. */
  readonly overdueAt: number | null;
  /** Why it could not go on when it was last tried; absent when nothing failed. Holds no personal data. */
  readonly cause?: string;
  readonly facts?: Facts;
}

/** What an instance waits for while the action that was decided can't be carried out. `due` holds whatever becomes of the action. */
export type Pending = Pick<Wait, 'waitingFor' | 'due' | 'overdueAt'>;

/** What comes next for one instance. */
export type Next<Action> =
  | { readonly kind: 'act'; readonly action: Action; readonly pending: Pending }
  | { readonly kind: 'wait'; readonly wait: Wait }
  | { readonly kind: 'done' };

/**
 * How an action ended. `again`: what it led to stands in the streams, decide anew. `unavailable`: an outside system or the store
 * could not be used; the instance is tried again with back-off, and waits for what its decision said is pending. `parked`: it can't heal by
 * itself; this instance waits for an operator, for a new event of its own, or for its deadline.
 */
export type Acted =
  | { readonly kind: 'again' }
  | { readonly kind: 'unavailable'; readonly cause: string }
  | { readonly kind: 'parked'; readonly reason: string };

/**
 * A process manager answers four questions: which instance of the process does an event concern, what is known of that
 * instance, what comes next, and how is it done. It is woken by events and decides from streams: `decide` is pure, sees nothing but what `load` read and the time,
 * and so may be asked again at any moment. What it waits for is kept by the runner.
 */
export interface ProcessManager<Context, Action> {
  /** Stable: durable state is kept under it, and it is the actor of the process's events. */
  readonly name: string;
  /** True when its deadlines leave out the time in which nobody could have answered: `Moment.upSince` then knows of every gap. */
  readonly leavesOutGaps?: boolean;
  /**
   * For how many milliseconds its runs, with all that they call and append, let others go first where the thread is asked for by many.
   * Absent: not at all, as where people wait for what comes of it.
   */
  readonly patienceMs?: number;
  /** The instance that an event triggers, or null when this process does not care. */
  correlate(event: EventHeader): string | null;
  /**
   * @param extent for a run what is known, which is the default: whatever comes of it is appended at exact revisions, and what is not
   * known yet gives the instance its next run.
   * @throws DamagedLog, StoreUnavailable
   */
  load(instanceId: string, extent?: Extent): Promise<Context>;
  decide(context: Context, moment: Moment): Next<Action>;
  /** Claims, acts, records: at exact revisions and with derived keys, so that a second run changes nothing. */
  act(action: Action, context: Context): Promise<Acted>;
  /**
   * True while the outside system that it calls is not even asked, because it can't be reached: what needs it waits together, and one
   * instance tries for all. Absent: there is none.
   */
  isOutsideAway?(): boolean;
  /** False while an operator must not drop the instance from this process. Absent: always true. */
  mayForget?(context: Context): boolean;
}

export const again: Acted = { kind: 'again' };
