/** One server-sent event. `data` is JSON, which has no line breaks. */
export interface ServerSentEvent {
  readonly event: string;
  /** Position token; null when it is not known up to where the data tell. */
  readonly id: string | null;
  readonly data: string;
}

/** The event as it goes over the wire. */
export function eventText(event: ServerSentEvent): string {
  return `${eventHead(event)}${event.data}${EVENT_END}`;
}

/** How an event begins whose data are sent piece by piece; {@link EVENT_END} ends it. */
export function eventHead({ event, id }: Omit<ServerSentEvent, 'data'>): string {
  return `event: ${event}\n${id === null ? '' : `id: ${id}\n`}data: `;
}

export const EVENT_END = '\n\n';

/** A comment that keeps the connection awake. */
export const HEARTBEAT = ': heartbeat\n\n';
export const HEARTBEAT_MS = 15_000;

/** How long a view that can't answer is left alone, in milliseconds. */
export const BEHIND_MS = 500;
