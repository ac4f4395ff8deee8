import type { TrackingLinks } from '../../application/tracking-link.ts';
import type { SmsGateway } from '../../gateways/sms-gateway.ts';
import type { CommandDeps } from '../../stored-events/event-log.ts';
import type { SmsSettings } from './settings.ts';

/** Name of the SMS process, and the actor of its events. */
export const SMS = 'sms';

export interface SmsDeps extends CommandDeps {
  readonly gateway: SmsGateway;
  readonly links: Pick<TrackingLinks, 'urlFor'>;
  readonly settings: SmsSettings;
}
