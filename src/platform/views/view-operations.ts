import type { EventLog } from '../eventstore/event-log.ts';
import { type Position, START } from '../eventstore/event-store.ts';
import { type Lag, lagOf } from '../eventstore/lag.ts';
import type { WallWatch } from '../runtime/wall-watch.ts';
import { adviceOn } from './operator-words.ts';
import { originOf, sameOrigin } from './origin.ts';
import { liveOf } from './prepare.ts';
import type { BuildProgress } from './rebuild/build.ts';
import type { AnyView } from './view.ts';
import type { ComparisonReport, StoredView, ViewStore } from './view-store.ts';

/** How one view stands. */
export interface ViewStatus {
  readonly name: string;
  /** The version that is live; 0 while there is none. */
  readonly version: number;
  readonly position: Position;
  readonly lag: Lag;
  /** `stale`: made by the fold of an earlier release, and served as it is until its successor is built. */
  readonly state: 'live' | 'catching-up' | 'stale';
  /** Documents that the live version could not take an event into. */
  readonly parked: readonly { readonly id: string; readonly reason: string }[];
  /** Versions that are kept and can be switched to. */
  readonly kept: readonly number[];
  readonly rebuild: BuildStatus | null;
  readonly verify: BuildStatus | null;
  readonly lastRebuild: ComparisonReport | null;
  readonly lastVerify: ComparisonReport | null;
  /** In words: what is not as it should be, and what to do; empty when all is. */
  readonly advice: readonly string[];
}

/** A version that is being built, or waits for it. */
export interface BuildStatus {
  readonly version: number;
  readonly state: 'waiting' | 'reading' | 'comparing';
  /** How much of history it has read, 0 to 1. */
  readonly fraction: number;
  /** Of the process that builds it; null in the others. */
  readonly events: number | null;
  readonly eventsPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** What operators may do with views. All of it may be asked for in any process; the one that keeps the views does it. */
export interface ViewOperations {
  statuses(): Promise<readonly ViewStatus[]>;
  /** Has a new version built and switched to. One that is under way already is not doubled. */
  rebuild(name: string): Promise<void>;
  /** Has the live version compared with a rebuild. */
  verify(name: string): Promise<void>;
  /** Makes a version live that is kept: false when there is none with that number, or it is of another log. */
  switchTo(name: string, version: number): Promise<boolean>;
  /** Throws a version away that is not live: false when there is none with that number. */
  drop(name: string, version: number): Promise<boolean>;
}

export interface ViewOperationsDeps {
  readonly store: ViewStore;
  readonly log: EventLog;
  readonly wall: Pick<WallWatch, 'ageOf'>;
  /** The builder of this process, if it has one. */
  readonly builder: { progressOf(name: string): BuildProgress | null; nudge(): void } | null;
}

export function createViewOperations(views: readonly AnyView[], deps: ViewOperationsDeps): ViewOperations {
  const { store, log, wall, builder } = deps;
  const viewOf = (name: string) => views.find((view) => view.name === name);

  async function build(name: string, purpose: 'build' | 'verify'): Promise<void> {
    const view = viewOf(name);
    if (view === undefined) return;
    const origin = originOf(view, log);
    const { versions } = await store.view(name);
    const isUnderWay = versions.some((each) => each.purpose === purpose && sameOrigin(each, origin));
    if (!isUnderWay) await store.create(name, { ...origin, purpose, indexes: Object.keys(view.indexes) });
    builder?.nudge();
  }

  async function statusOf(view: AnyView, head: Position): Promise<ViewStatus> {
    const stored = await store.view(view.name);
    const live = liveOf(stored);
    const position = live?.position ?? START;
    const isStale = live !== null && !sameOrigin(live, originOf(view, log));
    const status = {
      name: view.name,
      version: live?.version ?? 0,
      position,
      lag: await lagOf(log, wall, position, head),
      state: isStale ? ('stale' as const) : position >= head ? ('live' as const) : ('catching-up' as const),
      parked: (live?.parked ?? []).map(({ id, reason }) => ({ id, reason })),
      kept: stored.versions
        .filter(({ purpose, version }) => purpose === 'keep' && version !== stored.live)
        .map(({ version }) => version),
      rebuild: buildOf(view.name, stored, 'build', head),
      verify: buildOf(view.name, stored, 'verify', head),
      lastRebuild: stored.reports.rebuild ?? null,
      lastVerify: stored.reports.verify ?? null,
    };
    return { ...status, advice: adviceOn(status) };
  }

  function buildOf(
    name: string,
    { versions }: StoredView,
    purpose: 'build' | 'verify',
    head: Position,
  ): BuildStatus | null {
    const building = versions.find((version) => version.purpose === purpose);
    if (building === undefined) return null;
    const { version, position } = building;
    const { fraction } = log.distance(position, head);
    const here = builder?.progressOf(name) ?? null;
    if (here?.version !== version) {
      return { version, state: 'waiting', fraction, events: null, eventsPerSecond: null, secondsLeft: null };
    }
    const elapsed = here.forMs / 1000;
    const secondsLeft = fraction > 0 ? Math.ceil((elapsed * (1 - fraction)) / fraction) : null;
    const { events, eventsPerSecond } = here;
    return { version, state: here.phase, fraction, events, eventsPerSecond, secondsLeft };
  }

  return {
    statuses: async () => {
      const head = await log.head();
      return Promise.all(views.map((view) => statusOf(view, head)));
    },
    rebuild: (name) => build(name, 'build'),
    verify: (name) => build(name, 'verify'),
    switchTo: async (name, version) => {
      const view = viewOf(name);
      const { versions } = await store.view(name);
      const target = versions.find((each) => each.version === version && each.purpose === 'keep');
      if (view === undefined || target === undefined || target.logId !== log.logId) return false;
      await store.goLive({ view: name, version });
      builder?.nudge();
      return true;
    },
    drop: async (name, version) => {
      const { live, versions } = await store.view(name);
      if (live === version || !versions.some((each) => each.version === version)) return false;
      await store.drop({ view: name, version });
      return true;
    },
  };
}
