import type { TrackingLinks } from '../application/tracking-link.ts';
import type { Config } from '../config.ts';
import type { CommandDeps } from '../eventstore/handle-command.ts';
import { chargeCallBudgetMs, smsCallBudgetMs } from '../gateways/http/limits.ts';
import type { ProcessOperations } from '../processes/operations.ts';
import type { OpsStore } from '../processes/ops-store.ts';
import { createPaymentProcess } from '../processes/payment/payment-process.ts';
import { GRACE_MS, KEY_WINDOW_MS, REFUND_OVERDUE_MS } from '../processes/payment/settings.ts';
import { createProcessOperations } from '../processes/process-operations.ts';
import { createReconciliation } from '../processes/reconciliation/reconciliation.ts';
import { ProcessRunner } from '../processes/runner/runner.ts';
import { OVERDUE_MS } from '../processes/shipping/settings.ts';
import { createShippingProcess } from '../processes/shipping/shipping-process.ts';
import { NOTICE_MAX_AGE_MS, SMS_GRACE_MS } from '../processes/sms/settings.ts';
import { createSmsProcess } from '../processes/sms/sms-process.ts';
import type { Log } from '../runtime/log.ts';
import type { Gateways } from './gateways.ts';

export interface Processes {
  readonly operations: ProcessOperations;
  /** Why a process manager can't work; empty when all do. */
  faults(): string[];
  stop(): Promise<void>;
}

interface ProcessesDeps extends CommandDeps {
  readonly ops: OpsStore;
  readonly gateways: Gateways;
  readonly links: TrackingLinks;
  readonly logger: Log;
  readonly config: Config;
}

/** Orders that each process manager works on at once: as many as its gateway lets through, and some that wait for the log. */
const CONCURRENCY = { payment: 64, shipping: 32, sms: 64 };

/** Starts the three process managers and the reconciliation with the payment system. */
export async function startProcesses(deps: ProcessesDeps): Promise<Processes> {
  const { log, clock, ops, gateways, links, logger, config } = deps;
  const common = { log, clock };
  const run = { log, clock, ops, logger };
  const payment = new ProcessRunner(
    createPaymentProcess({
      ...common,
      gateway: gateways.payment,
      settings: {
        deadlineMs: config.KKOTGIL_PAYMENT_DEADLINE_S * 1000,
        callBudgetMs: chargeCallBudgetMs,
        graceMs: GRACE_MS,
        keyWindowMs: KEY_WINDOW_MS,
        refundOverdueMs: REFUND_OVERDUE_MS,
      },
    }),
    { ...run, concurrency: CONCURRENCY.payment },
  );
  const shipping = new ProcessRunner(
    createShippingProcess({
      ...common,
      settings: {
        hours: config.KKOTGIL_OPENING_HOURS,
        remindMs: config.KKOTGIL_FLORIST_REMIND_S * 1000,
        refuseMs: config.KKOTGIL_FLORIST_REFUSE_S * 1000,
        overdueMs: OVERDUE_MS,
      },
    }),
    { ...run, concurrency: CONCURRENCY.shipping },
  );
  const sms = new ProcessRunner(
    createSmsProcess({
      ...common,
      gateway: gateways.sms,
      links,
      settings: {
        floristPhone: config.KKOTGIL_FLORIST_PHONE ?? null,
        maxAgeMs: NOTICE_MAX_AGE_MS,
        callBudgetMs: smsCallBudgetMs,
        graceMs: SMS_GRACE_MS,
      },
    }),
    { ...run, concurrency: CONCURRENCY.sms },
  );
  const runners = [payment, shipping, sms];
  const reconciliation = createReconciliation({
    ...common,
    gateway: gateways.payment,
    ops,
    logger,
    wake: (orderId) => payment.wake(orderId),
    inFlightMs: chargeCallBudgetMs + GRACE_MS,
  });
  for (const runner of runners) await runner.start();
  const stopping = new AbortController();
  const reconciling = reconciliation.start(stopping.signal);
  return {
    operations: createProcessOperations({ ...common, runners, reconciliation }),
    faults: () => runners.filter(({ live }) => !live).map(({ name }) => `process ${name} is catching up`),
    stop: async () => {
      stopping.abort();
      await Promise.all(runners.map((runner) => runner.stop()));
      await reconciling;
    },
  };
}
