import type { EventType } from '../domain/index.ts';
import { defineEvent, type EventRegistry, type Upcaster } from '../platform/eventstore/codec/definition.ts';
import { aggregates } from './aggregates.ts';
import type { Drift } from './agreement.ts';

type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
type StoredSchemas = Intersection<(typeof aggregates)[number]['schemas']>;

// A type of event that is named in this error has another shape in its schema than in the domain, or none.
null as unknown as Drift<StoredSchemas> satisfies never;

/** The steps from older versions, by type of event. A type without an older version is not in the list. */
const upcasters: Readonly<Partial<Record<EventType, readonly Upcaster[]>>> = {};

/** How every event of this program is stored. */
export const eventRegistry: EventRegistry = new Map(
  aggregates
    .flatMap(({ schemas }) => Object.entries(schemas))
    .map(([type, schema]) => [type, defineEvent(schema, upcasters[type as EventType])]),
);
