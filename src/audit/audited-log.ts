import type { UnreadableEvent } from '../platform/eventstore/recorded-event.ts';
import type { EventLog, RecordedEvent } from '../stored-events/event-log.ts';

/** What an audit needs of the log: to read, also what nobody may decide on any more. */
export type AuditedLog = Pick<EventLog, 'logId' | 'head' | 'inspectStream'>;

/** An event as it lies in the log, or its place in it when it can't be read. */
export type AuditedEvent = RecordedEvent | UnreadableEvent;
