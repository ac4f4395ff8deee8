import type { Tone } from '../../components/messages.ts';
import type { OpsTexts } from '../../texts/ops/texts.ts';
import type { LogStatus, ProcessView, ReconciliationView, ViewStatus } from '../../view-model.ts';
import { BEHIND_S } from './views.ts';

/** Something that a person has to look at. */
export interface Need {
  readonly kind: keyof OpsTexts['needs'];
  readonly count: number;
  readonly tone: Extract<Tone, 'careful' | 'bad'>;
  /** Where something can be done about it. */
  readonly href: string;
  /** What else there is to say, in English as the program says it. */
  readonly more: readonly string[];
}

/** All that is known of how the shop runs. */
export interface Standings {
  readonly processes: readonly ProcessView[];
  readonly views: readonly ViewStatus[];
  readonly reconciliation: ReconciliationView;
  readonly log: LogStatus;
  /** Of the process that is asked: why it can't do all its work. */
  readonly faults: readonly string[];
}

/** A process manager behind for longer has nobody who runs it, or too much to do. */
const PROCESS_BEHIND_S = 60;

/** What a person has to look at, the most urgent first; empty when all is well. */
export function needsOf({ processes, views, reconciliation, log, faults }: Standings): readonly Need[] {
  const waits = processes.flatMap((process) => process.waits);
  const openFor = (waitingFor: string) =>
    sum(waits.filter((wait) => wait.waitingFor === waitingFor).map(({ open }) => open));
  const overdue = waits.filter(({ waitingFor }) => waitingFor !== 'dispute' && waitingFor !== 'refund-by-hand');
  const failedBuilds = views
    .flatMap(({ lastRebuild, lastVerify }) => [lastRebuild, lastVerify])
    .flatMap((each) => each?.fault ?? []);
  const needs: readonly Need[] = [
    bad('damage', log.damage.length + log.more, '/ops/log'),
    bad('not-ready', faults.length, '/ops/handbook#kkotgilnotready', faults),
    bad('parked', sum(processes.map(({ parked }) => parked.length)), '/ops/processes#parked'),
    bad('dispute', openFor('dispute'), '/ops/payments#disputes'),
    bad('refund-by-hand', openFor('refund-by-hand'), '/ops/payments#by-hand'),
    bad('overdue', sum(overdue.map((wait) => wait.overdue)), '/ops/processes'),
    bad('differences', reconciliation.differences.length, '/ops/payments#books'),
    careful('reconciliation-failed', reconciliation.failure === null ? 0 : 1, '/ops/payments#books', [
      reconciliation.failure ?? '',
    ]),
    careful('process-behind', processes.filter(({ lag }) => lag.seconds > PROCESS_BEHIND_S).length, '/ops/processes'),
    careful('view-behind', views.filter(({ lag }) => lag.seconds > BEHIND_S).length, '/ops/views'),
    careful('view-parked', sum(views.map(({ parked }) => parked.length)), '/ops/views'),
    careful('view-differs', sum(views.map(({ lastVerify }) => lastVerify?.differing ?? 0)), '/ops/views'),
    careful('build-failed', failedBuilds.length, '/ops/views', failedBuilds),
    careful('view-stale', views.filter(({ state }) => state === 'stale').length, '/ops/views'),
    careful('unchecked', log.checkedAt === null ? 1 : 0, '/ops/log'),
  ];
  return needs.filter(({ count }) => count > 0);
}

function bad(kind: Need['kind'], count: number, href: string, more: readonly string[] = []): Need {
  return { kind, count, tone: 'bad', href, more };
}

function careful(kind: Need['kind'], count: number, href: string, more: readonly string[] = []): Need {
  return { kind, count, tone: 'careful', href, more };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
