// What lies in a log for ever, byte for byte: one file for each type of event and version of it. A file is never changed. After a
// change of a stored shape the type has a new version; `GOLDEN=write` adds the files that are missing, and nothing else.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { EventType, KkotgilEvent } from '../../src/domain/index.ts';
import type { EventDefinition } from '../../src/platform/eventstore/codec/definition.ts';
import type { NewEvent } from '../../src/platform/eventstore/event-store.ts';
import { eventRegistry } from '../../src/stored-events/registry.ts';
import { codecWorld, lying } from '../support/codec-world.ts';
import { samples } from './samples.ts';

interface Golden {
  /** What the program reads, in the newest shape. */
  readonly data: unknown;
  readonly stored: NewEvent;
}

const types = [...eventRegistry.entries()] as [EventType, EventDefinition][];
const fileOf = (type: string, version: number) => join(import.meta.dirname, 'events', `${type}.v${version}.json`);
const goldenOf = (type: string, version: number) => JSON.parse(readFileSync(fileOf(type, version), 'utf8')) as Golden;

async function writtenNow(type: EventType): Promise<NewEvent> {
  const { codec, context } = await codecWorld();
  const [written] = await codec.encode([{ type, data: samples[type] } as KkotgilEvent], context);
  return written as NewEvent;
}

if (process.env.GOLDEN === 'write') {
  for (const [type, { version }] of types) {
    if (existsSync(fileOf(type, version))) continue;
    const golden: Golden = { data: samples[type], stored: await writtenNow(type) };
    writeFileSync(fileOf(type, version), `${JSON.stringify(golden, null, 2)}\n`);
  }
}

describe('every event ever written can still be read', () => {
  const versions = types.flatMap(([type, { version }]) =>
    Array.from({ length: version }, (_, index) => [type, index + 1] as const),
  );

  it.each(versions)('%s, version %i', async (type, version) => {
    const { data, stored } = goldenOf(type, version);
    const { codec } = await codecWorld();
    expect(await codec.decode([lying(stored)])).toMatchObject([{ type, data }]);
  });

  it('has a sample of each version, and of nothing else', () => {
    const expected = versions.map(([type, version]) => `${type}.v${version}.json`);
    expect(readdirSync(join(import.meta.dirname, 'events')).sort()).toEqual(expected.sort());
  });
});

describe('a stored shape does not change without a new version', () => {
  it.each(types)('%s', async (type, { version }) => {
    expect(await writtenNow(type)).toEqual(goldenOf(type, version).stored);
  });
});
