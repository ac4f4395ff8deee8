interface Report {
  readonly at: string;
  readonly differing: number;
  readonly fault: string | null;
}

/** How a view stands, as far as it can be advised on. */
export interface Standing {
  readonly name: string;
  readonly state: 'live' | 'catching-up' | 'stale';
  readonly lag: { readonly seconds: number };
  readonly parked: readonly unknown[];
  readonly rebuild: { readonly fraction: number } | null;
  readonly lastRebuild: Report | null;
  readonly lastVerify: Report | null;
}

/** From how many seconds of lag on somebody has to look. */
const BEHIND_S = 30;

/** What is not as it should be with a view, and what to do about it, in words for operators; empty when all is well. */
export function adviceOn({ name, state, lag, parked, rebuild, lastRebuild, lastVerify }: Standing): string[] {
  const advice: string[] = [];
  if (lag.seconds > BEHIND_S) {
    advice.push(
      `It is ${Math.round(lag.seconds)} s behind the log: see whether a process with the role projections runs, and whether its store is slow.`,
    );
  }
  if (state === 'stale') {
    const progress =
      rebuild === null ? 'It is not being built yet' : `${Math.round(rebuild.fraction * 100)} % is built`;
    advice.push(`It is served as an earlier release has made it, until its new version is built. ${progress}.`);
  }
  if (parked.length > 0) {
    advice.push(
      `${parked.length} documents could not take in an event and are missing here or old: see their reasons; after the fault is mended they are taken in by themselves, or by POST /api/views/${name}/rebuild.`,
    );
  }
  if ((lastVerify?.differing ?? 0) > 0) {
    advice.push(
      `${lastVerify?.differing} documents were not what history makes of them on ${lastVerify?.at}: POST /api/views/${name}/rebuild makes them right; keep \`lastVerify\` for whoever looks for the fault.`,
    );
  }
  for (const report of [lastRebuild, lastVerify]) {
    if (report?.fault) advice.push(`Nothing was built or compared on ${report.at}: ${report.fault}`);
  }
  return advice;
}
