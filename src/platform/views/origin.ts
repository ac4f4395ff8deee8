import { type AnyView, fingerprintOf } from './view.ts';
import type { VersionOrigin } from './view-store.ts';

/** What this program would build of a view from this log. */
export function originOf(view: AnyView, { logId }: { readonly logId: string }): VersionOrigin {
  return { fingerprint: fingerprintOf(view as never), logId };
}

/** True when both folds, and both logs, are the same. */
export function sameOrigin(a: VersionOrigin, b: VersionOrigin): boolean {
  return a.fingerprint === b.fingerprint && a.logId === b.logId;
}
