import { type Clock, toTimestamp } from '../runtime/clock.ts';
import type { OpsStore } from './ops-store.ts';

/** That somebody has set a parked order aside, and why. */
export interface SkipNote {
  readonly process: string;
  readonly orderId: string;
  /** As events name who does something. */
  readonly by: string;
  /** Null for who did not say. */
  readonly reason: string | null;
  /** RFC 3339. */
  readonly at: string;
}

/** What operators have noted about orders that they have set aside. */
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
  const all = async () => (await ops.read<readonly SkipNote[]>(name)) ?? [];
  return {
    all,
    add: async (note) => {
      const noted = { ...note, at: toTimestamp(clock.now()) };
      await ops.write(name, [noted, ...(await all())].slice(0, KEPT));
    },
  };
}
