import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** This checkout's own folder. */
export const OURS = join(import.meta.dirname, '../..');

/** Folders whose programs are measured in one run: ours, and another checkout to compare it with, if there is one. */
export interface Checkouts {
  readonly ours: string;
  readonly before: string | null;
}

/** What was measured of each. */
export interface Sides<T> {
  readonly ours: T;
  /** Null without another checkout. */
  readonly before: T | null;
}

/**
 * The checkouts of a run.
 * @param against another checkout, with its modules installed; absent for none.
 * @throws Error when no program lies there.
 */
export function checkoutsOf(against: string | undefined): Checkouts {
  if (against === undefined) return { ours: OURS, before: null };
  const before = resolve(against);
  for (const needed of ['src/main.ts', 'node_modules'])
    if (!existsSync(join(before, needed)))
      throw new Error(`${before} is no checkout that can be started: no ${needed}`);
  return { ours: OURS, before };
}

/** Measures each checkout, in turns, so that a change of the machine's speed meets both. */
export async function inTurns<T>(
  { ours, before }: Checkouts,
  rounds: number,
  measure: (root: string) => Promise<T>,
): Promise<Sides<readonly T[]>> {
  const measured = { ours: [] as T[], before: [] as T[] };
  for (let round = 0; round < rounds; round++) {
    measured.ours.push(await measure(ours));
    if (before !== null) measured.before.push(await measure(before));
  }
  return { ours: measured.ours, before: before === null ? null : measured.before };
}

/** One figure of each side, for a row. */
export function figures<T>(
  { ours, before }: Sides<T>,
  of: (side: T) => number,
): { readonly measured: number; readonly before?: number } {
  return { measured: of(ours), ...(before !== null && { before: of(before) }) };
}
