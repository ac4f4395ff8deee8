import { describe, expect, it } from '@jest/globals';
import { adviceOn, type Standing } from '../../../src/platform/views/operator-words.ts';

const report = { at: '2026-05-08T03:00:00.000Z', differing: 0, fault: null };
const well: Standing = {
  name: 'reviews',
  lag: { seconds: 0 },
  state: 'live',
  parked: [],
  rebuild: null,
  lastRebuild: report,
  lastVerify: report,
};

describe('an operator is told of a view', () => {
  it('nothing while all is well', () => {
    expect(adviceOn(well)).toEqual([]);
  });

  it.each<[what: string, over: Partial<Standing>, said: RegExp]>([
    ['that it is behind', { lag: { seconds: 61 } }, /61 s behind the log/],
    ['that it is stale', { state: 'stale' }, /an earlier release .* not being built yet/],
    [
      'how far its new version is',
      {
        state: 'stale',
        rebuild: { fraction: 0.5 },
      },
      /50 % is built/,
    ],
    [
      'that documents are missing',
      { parked: [{ id: 'a', reason: 'r' }] },
      /1 documents .*\/api\/views\/reviews\/rebuild/,
    ],
    [
      'that it is not what history makes of it',
      { lastVerify: { ...report, differing: 3 } },
      /3 documents .*\/rebuild makes them right/,
    ],
    ['that nothing was built', { lastRebuild: { ...report, fault: 'the log is damaged' } }, /the log is damaged/],
  ])('%s', (_what, over, said) => {
    expect(adviceOn({ ...well, ...over })).toEqual([expect.stringMatching(said)]);
  });
});
