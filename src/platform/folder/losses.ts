import type { DerivedFacts, Folder, FolderFile, Found, KeyFacts, LogFacts } from './examine.ts';
import type { Witness } from './witness.ts';

/** What a data folder has lost for good, unless it is brought back. Views and operational state are never among it: they are made anew. */
export type Loss =
  | {
      readonly what: 'log-lost' | 'keys-lost';
      /** In a word or two: how its file was found. */
      readonly why: string;
      /** Who still knows of it. */
      readonly survivors: readonly FolderFile[];
      /** How many events they know of. */
      readonly events: number;
    }
  | {
      readonly what: 'log-behind';
      readonly events: number;
      /** How many events others have seen, and who has seen the most. */
      readonly seen: number;
      readonly by: FolderFile;
    }
  | { readonly what: 'log-of-other-history'; readonly events: number; readonly by: FolderFile }
  | {
      readonly what: 'keys-behind';
      /** Keys that are gone. Where nobody can name them, how many there are at least. */
      readonly missing: number;
      readonly keyIds: readonly string[];
      /** How many erasures are undone. */
      readonly revived: number;
    };

/** Everything that is lost from a folder; empty when the program may start on it. */
export function lossesOf(folder: Folder): readonly Loss[] {
  const { log, keys } = folder;
  if (log.state !== 'sound') return lostLog(folder, nameOf(log));
  if (isForeignLog(folder, log)) return lostLog(folder, 'of another shop');
  return [...faultsOfLog(folder, log), ...faultsOfKeys(folder, log, keys)];
}

/** A log that is not there is lost only when others know of it: else the folder is new. */
function lostLog(folder: Folder, why: string): readonly Loss[] {
  const survivors = (['keys.db', 'views.db', 'ops.db'] as const).filter((name) => knowsSomething(folder, name));
  if (survivors.length === 0) return [];
  const events = Math.max(0, ...memories(folder).map(({ seen }) => seen));
  return [{ what: 'log-lost', why, survivors, events }];
}

function faultsOfLog(folder: Folder, log: LogFacts): Loss[] {
  const ours = memories(folder).filter(({ logId }) => logId === log.logId);
  const [most] = ours.toSorted((a, b) => b.seen - a.seen);
  if (most !== undefined && most.seen > log.events) {
    return [{ what: 'log-behind', events: log.events, seen: most.seen, by: most.by }];
  }
  const other = ours.find(({ seen, hash }) => hash !== null && log.hashAt(seen) !== hash);
  return other === undefined ? [] : [{ what: 'log-of-other-history', events: log.events, by: other.by }];
}

function faultsOfKeys(folder: Folder, log: LogFacts & { witness: Witness | null }, keys: Found<KeyFacts>): Loss[] {
  const lost = (why: string): Loss[] => [{ what: 'keys-lost', why, survivors: ['log.db'], events: log.events }];
  if (keys.state !== 'sound') return log.events === 0 ? [] : lost(nameOf(keys));
  const memory = [log.witness, ...[folder.views, folder.ops].map(witnessOf)]
    .filter((each) => each !== null)
    .filter(({ logId }) => logId === log.logId);
  const others = memory.filter((each) => each.keys.id !== null);
  if (keys.id === null && others.length > 0) return lost('emptied');
  const isForeign = keys.witness !== null && keys.witness.logId !== log.logId;
  if (isForeign || others.some((each) => each.keys.id !== keys.id)) return lost('of another shop');
  // A file that remembers more keys than it has was damaged, and is not an older one: what lacks its key shows when it is read.
  const own = keys.witness?.keys ?? { made: keys.made, destroyed: keys.destroyed };
  if (keys.made === 0 && own.made > 0) return lost('emptied');
  const keyIds = own.made > keys.made ? [] : keys.lacks(log.newestKeys);
  const missing = Math.max(keyIds.length, ...memory.map(({ keys: { made } }) => made - Math.max(own.made, keys.made)));
  const revived = Math.max(
    0,
    ...memory.map(({ keys: { destroyed } }) => destroyed - Math.max(own.destroyed, keys.destroyed)),
  );
  return missing <= 0 && revived === 0 ? [] : [{ what: 'keys-behind', missing: Math.max(0, missing), keyIds, revived }];
}

/** A log is foreign when neither the keys nor what was made of a log take its side, and at least one of them knows another one. */
function isForeignLog({ keys, views, ops }: Folder, log: LogFacts & { witness: Witness | null }): boolean {
  const derived = [views, ops].flatMap((each) => (each.state === 'sound' ? [...each.reached.keys()] : []));
  if (derived.includes(log.logId)) return false;
  if (keys.state !== 'sound') return derived.length > 0;
  if (keys.witness !== null) return keys.witness.logId !== log.logId;
  if (log.witness !== null) return log.witness.keys.id !== keys.id;
  // Files of an earlier release say little: at least they have to have a key in common.
  const opens = log.newestKeys.length > 0 && keys.lacks(log.newestKeys).length === 0;
  return derived.length > 0 && !opens;
}

interface Memory {
  readonly by: FolderFile;
  readonly logId: string;
  readonly seen: number;
  readonly hash: string | null;
}

/** All that the files know of logs. */
function memories({ keys, views, ops }: Folder): Memory[] {
  const derived = [
    ['views.db', views],
    ['ops.db', ops],
  ] as const satisfies readonly (readonly [FolderFile, Found<DerivedFacts>])[];
  const reached = derived.flatMap(([by, found]) =>
    found.state === 'sound' ? [...found.reached].map(([logId, seen]) => ({ by, logId, seen, hash: null })) : [],
  );
  const witnesses = [['keys.db', keys] as const, ...derived].flatMap(([by, found]) => {
    const witness = witnessOf(found);
    return witness === null ? [] : [{ by, logId: witness.logId, seen: witness.events, hash: witness.hash }];
  });
  return [...reached, ...witnesses];
}

function knowsSomething({ keys, views, ops }: Folder, name: 'keys.db' | 'views.db' | 'ops.db'): boolean {
  const found = name === 'keys.db' ? keys : name === 'views.db' ? views : ops;
  if (found.state === 'missing' || found.state === 'empty') return false;
  if (found.state === 'unusable') return true;
  if (found.witness !== null && found.witness.events > 0) return true;
  return 'made' in found
    ? found.made > 0 || found.id !== null
    : [...found.reached.values()].some((events) => events > 0);
}

function witnessOf(found: Found<object>): Witness | null {
  return found.state === 'sound' ? found.witness : null;
}

function nameOf(found: Found<object>): string {
  if (found.state === 'unusable') return `unusable (${found.reason})`;
  return found.state;
}
