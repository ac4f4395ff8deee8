import { type AnyView, fingerprintOf } from './view.ts';
import type { VersionOrigin } from './view-store.ts';

/** A view never changes while the program runs; to write its whole schema out costs more than to ask a store how it stands. */
const fingerprints = new WeakMap<AnyView, string>();

/** What this program would build of a view from this log. */
export function originOf(view: AnyView, { logId }: { readonly logId: string }): VersionOrigin {
  let fingerprint = fingerprints.get(view);
  if (fingerprint === undefined) {
    fingerprint = fingerprintOf(view as never);
    fingerprints.set(view, fingerprint);
  }
  return { fingerprint, logId };
}

/** True when both folds, and both logs, are the same. */
export function sameOrigin(a: VersionOrigin, b: VersionOrigin): boolean {
  return a.fingerprint === b.fingerprint && a.logId === b.logId;
}
