import type { EventMetadata, JsonObject } from '../platform/eventstore/event-store.ts';
import { toPositionToken } from '../platform/eventstore/position-token.ts';
import { ERASED } from '../platform/eventstore/recorded-event.ts';
import type { AuditedEvent } from './audited-log.ts';

/** What stands in place of a secret that an audit has no use for. */
export const HIDDEN = '[hidden]';

/** An event as auditors see it. What stands beside the body is null only where it can't be read. */
export interface AuditEvent {
  /** Opaque; where it stands in the whole log. */
  readonly position: string;
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  /** Version of the body as it is stored. */
  readonly schema: number | null;
  /** UTC. */
  readonly at: string | null;
  readonly actor: string | null;
  /** The command that wrote it. */
  readonly commandId: string | null;
  /** The event or command that caused it. */
  readonly causationId: string | null;
  readonly correlationId: string | null;
  /** The readable body, in the newest version; erased texts as their mark. Null when it can't be read. */
  readonly data: JsonObject | null;
  /** Why it can't be read; null when it can. Holds nothing of the body. */
  readonly fault: string | null;
}

/** Shows one event of a log. Never throws, however damaged the event is. */
export function toAuditEvent(logId: string, event: AuditedEvent): AuditEvent {
  const stored = event.type === '$unreadable' ? event.stored : event;
  // What a damaged row holds here may be anything.
  const metadata = (stored.metadata ?? {}) as Readonly<Partial<Record<keyof EventMetadata, unknown>>>;
  return {
    position: toPositionToken(logId, event.position),
    stream: event.streamId,
    revision: event.revision,
    id: stored.id,
    type: stored.type,
    schema: typeof metadata.schema === 'number' ? metadata.schema : null,
    at: textOrNull(metadata.at),
    actor: textOrNull(metadata.actor),
    commandId: textOrNull(metadata.commandId),
    causationId: textOrNull(metadata.$causationId),
    correlationId: textOrNull(metadata.$correlationId),
    data: event.type === '$unreadable' ? null : bodyOf(event),
    fault: event.type === '$unreadable' ? event.error.message : null,
  };
}

function bodyOf(event: Exclude<AuditedEvent, { type: '$unreadable' }>): JsonObject {
  if (event.type !== 'OrderPlaced') return event.data as unknown as JsonObject;
  const { payment, ...rest } = event.data;
  const token = payment.token === ERASED ? ERASED : HIDDEN;
  return { ...rest, payment: { ...payment, token } } as unknown as JsonObject;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
