import { describe, expect, it } from '@jest/globals';
import { repeatErasures } from '../../../src/processes/erasure/repeat-erasures.ts';
import { createEventLog } from '../../../src/stored-events/event-log.ts';
import { streamOf } from '../../../src/stored-events/streams.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { idOf } from '../../support/history.ts';
import { MemoryEventStore } from '../../support/memory-event-store.ts';
import { MemoryKeyring } from '../../support/memory-keyring.ts';
import { PlainCodec } from '../../support/plain-codec.ts';

async function setUp() {
  const keys = new MemoryKeyring();
  const log = createEventLog(new MemoryEventStore(), new PlainCodec());
  const person = await keys.subjectFor('+821011112222');
  const other = await keys.subjectFor('+821033334444');
  const at = '2026-05-08T00:00:00.000Z';
  const listed = [
    { erasureId: idOf('first'), person, cause: 'request' as const, at },
    { erasureId: idOf('second'), person: 'key-of-nobody', cause: 'retention' as const, at },
  ];
  const deps = { keys, log, clock: new FixedClock(), list: { add: () => undefined, all: () => listed } };
  const proof = (name: string) => log.readStream(streamOf('erasure', idOf(name)));
  return { deps, keys, person, other, proof };
}

describe('erasures that stores from a backup have forgotten', () => {
  it('are on record again, and the keys are gone; nobody else is touched', async () => {
    const { deps, keys, person, other, proof } = await setUp();
    expect(await repeatErasures(deps)).toBe(1);
    expect(await proof('first')).toMatchObject([
      { type: 'ErasureRequested', data: { person, cause: 'request' }, metadata: { actor: 'restore' } },
    ]);
    expect(await proof('second')).toEqual([]);
    expect([await keys.find('+821011112222'), await keys.find('+821033334444')]).toEqual([null, other]);
  });

  it('are repeated once', async () => {
    const { deps, proof } = await setUp();
    await repeatErasures(deps);
    expect(await repeatErasures(deps)).toBe(0);
    expect(await proof('first')).toHaveLength(1);
  });

  it('go on where the program fell between both', async () => {
    const { deps, keys, person, proof } = await setUp();
    const { destroy } = keys;
    keys.destroy = () => Promise.reject(new Error('fallen'));
    await expect(repeatErasures(deps)).rejects.toThrow('fallen');
    keys.destroy = destroy;
    expect(await repeatErasures(deps)).toBe(1);
    expect((await keys.keysOf([person])).get(person)).toBeNull();
    expect(await proof('first')).toHaveLength(1);
  });
});
