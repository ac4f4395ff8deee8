import type { CommandDeps } from '../../eventstore/handle-command.ts';
import type { PaymentGateway } from '../../gateways/payment-gateway.ts';
import type { PaymentSettings } from './settings.ts';

/** Name of the payment process, and the actor of its events. */
export const PAYMENT = 'payment';

export interface PaymentDeps extends CommandDeps {
  readonly gateway: PaymentGateway;
  readonly settings: PaymentSettings;
}
