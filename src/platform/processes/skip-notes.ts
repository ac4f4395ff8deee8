import { type Clock, toTimestamp } from '../runtime/clock.ts';
import type { OpsStore } from './ops-store.ts';
import { fromStored, type Stored, toStored } from './stored-names.ts';

/** That somebody has set a parked instance aside, and why. */
export interface SkipNote {
  readonly process: string;
  readonly instanceId: string;
  /** As events name who does something. */
  readonly by: string;
  /** Null for who did not say. */
  readonly reason: string | null;
  /** RFC 3339. */
  readonly at: string;
}

/** What operators have noted about instances that they have set aside. */
export interface SkipNotes {
  /** @throws StoreUnavailable */
  add(note: Omit<SkipNote, 'at'>): Promise<void>;
  /**
   * The newest first.
   * @throws StoreUnavailable
   */
  all(): Promise<readonly SkipNote[]>;
}

/** Older ones are forgotten. */
const KEPT = 50;

/** Keeps the notes beside what they are about. Two at the very same moment may leave one: they are for people, and nothing goes by them. */
export function createSkipNotes(ops: Pick<OpsStore, 'read' | 'write'>, logId: string, clock: Clock): SkipNotes {
  const name = `skip-notes/${logId}`;
  const stored = async () => (await ops.read<readonly Stored<SkipNote>[]>(name)) ?? [];
  return {
    all: async () => (await stored()).map(fromStored<SkipNote>),
    add: async (note) => {
      const noted = toStored({ ...note, at: toTimestamp(clock.now()) });
      await ops.write(name, [noted, ...(await stored())].slice(0, KEPT));
    },
  };
}
