import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { KeyFile } from '../eventstore/keyring/key-file.ts';
import { toTimestamp } from '../runtime/clock.ts';
import type { Loss } from './losses.ts';
import { setAside } from './set-aside.ts';
import { clearWitness } from './witness.ts';

/** Where it is written down what was given up, when: one JSON line each. */
export const ACCEPTED_LOSSES = 'accepted-losses.jsonl';

export interface AcceptedLoss {
  readonly dataDir: string;
  readonly losses: readonly Loss[];
  /** What the losses concern, as it is to be written down. */
  readonly orders: readonly object[];
  /** Keys that events name and nobody has any more. */
  readonly keyIds: readonly string[];
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

/**
 * Writes down what is lost, and then lets the program start without it: what was made of lost events is set aside, people whose keys are
 * lost read as erased, and the files forget what they knew of each other. Nothing is deleted.
 * @returns the names of the files that were set aside.
 */
export function acceptLosses({ dataDir, losses, orders, keyIds, at }: AcceptedLoss): readonly string[] {
  const line = { at: toTimestamp(at), losses, orders, keyIds };
  appendFileSync(join(dataDir, ACCEPTED_LOSSES), `${JSON.stringify(line)}\n`, { mode: 0o600, flush: true });
  const has = (...whats: Loss['what'][]) => losses.some(({ what }) => whats.includes(what));
  const aside = [
    ...(has('log-lost') ? ['log.db'] : []),
    // Without the events that they open, keys are of no use.
    ...(has('log-lost', 'keys-lost') ? ['keys.db'] : []),
    ...(has('log-lost', 'log-behind', 'log-of-other-history') ? ['views.db', 'ops.db'] : []),
  ].map((file) => setAside(dataDir, file, 'lost', at));
  if (has('keys-lost') || keyIds.length > 0) eraseLostKeys(join(dataDir, 'keys.db'), keyIds);
  for (const file of ['log.db', 'keys.db', 'views.db', 'ops.db']) {
    if (existsSync(join(dataDir, file))) clearWitness(join(dataDir, file));
  }
  return aside.filter((name) => name !== null);
}

/** What a lost key sealed is gone: its person is erased, so that its streams can be read. */
function eraseLostKeys(path: string, keyIds: readonly string[]): void {
  const keys = new KeyFile(path);
  keys.takeOver(keyIds.map((keyId) => ({ keyId, lookup: null, wrapped: null })));
  keys.close();
}
