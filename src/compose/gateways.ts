import { Counter, Gauge, type Registry } from 'prom-client';
import type { Config } from '../config.ts';
import { BREAKER_GAUGE } from '../gateways/http/breaker-state.ts';
import type { HttpGateway } from '../gateways/http/http-gateway.ts';
import { createHttpPaymentGateway } from '../gateways/http/http-payment-gateway.ts';
import { createSimulatorBooks } from '../gateways/http/http-simulator-books.ts';
import { createHttpSmsGateway } from '../gateways/http/http-sms-gateway.ts';
import { createHttpSmsInbox } from '../gateways/http/http-sms-inbox.ts';
import { noOutsideBooks, type OutsideBooks } from '../gateways/outside-books.ts';
import type { PaymentGateway } from '../gateways/payment-gateway.ts';
import type { RunningSimulators } from '../gateways/simulators/start-simulators.ts';
import type { SmsGateway } from '../gateways/sms-gateway.ts';
import type { SmsInbox } from '../gateways/sms-inbox.ts';
import type { Logger } from '../platform/runtime/logger.ts';

/** The outside systems, and where they are. */
export interface Gateways {
  readonly payment: PaymentGateway & HttpGateway<PaymentGateway>;
  readonly sms: SmsGateway & HttpGateway<SmsGateway>;
  readonly paymentUrl: string;
  readonly smsUrl: string;
  /** Where sent messages can be read, if the SMS system is a simulator. */
  readonly inbox: SmsInbox;
  /** What they keep of people, as far as they are simulators. */
  readonly books: OutsideBooks;
  close(): Promise<void>;
}

export interface GatewaysDeps {
  /** What the settings name no address of; closed with the gateways. */
  readonly simulators: Promise<RunningSimulators | null>;
  readonly metrics: Registry;
  readonly logger: Logger;
}

/** Connects to the payment and SMS systems, or to their simulators once these run. @throws StartFault when they can't. */
export async function openGateways(config: Config, deps: GatewaysDeps): Promise<Gateways> {
  const { PAYMENT_URL, SMS_URL } = config;
  const { metrics, logger } = deps;
  const simulators = await deps.simulators;
  const paymentUrl = PAYMENT_URL ?? simulators?.paymentUrl ?? '';
  const smsUrl = SMS_URL ?? simulators?.smsUrl ?? '';
  const failures = countFailures(metrics);
  const payment = createHttpPaymentGateway({ baseUrl: paymentUrl, logger, onFailure: failures('payment') });
  const sms = createHttpSmsGateway({ baseUrl: smsUrl, logger, onFailure: failures('sms') });
  showBreakers(metrics, { payment, sms });
  return {
    payment,
    sms,
    paymentUrl,
    smsUrl,
    inbox: createHttpSmsInbox(smsUrl),
    books: config.production ? noOutsideBooks : createSimulatorBooks({ payment: paymentUrl, sms: smsUrl }),
    close: async () => {
      payment.close();
      sms.close();
      await simulators?.close();
    },
  };
}

/** Tries without a definite answer: what the alerts on an outside system that refuses us (401, 404, …) are made of. */
function countFailures(metrics: Registry) {
  const counter = new Counter({
    name: 'kkotgil_gateway_failures_total',
    help: 'Tries of calls to an outside system that got no decision of its protocol, by kind',
    labelNames: ['service', 'kind'],
    registers: [metrics],
  });
  return (service: string) => (kind: string) => counter.inc({ service, kind });
}

function showBreakers(metrics: Registry, gateways: Readonly<Record<string, HttpGateway<unknown>>>): void {
  new Gauge({
    name: 'kkotgil_circuit_breaker_state',
    help: 'Circuit to an outside system: 0 closed, 1 half-open, 2 open',
    labelNames: ['service'],
    registers: [metrics],
    collect() {
      for (const [service, gateway] of Object.entries(gateways))
        this.set({ service }, BREAKER_GAUGE[gateway.breakerState]);
    },
  });
}
