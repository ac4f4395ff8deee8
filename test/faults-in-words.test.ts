import { describe, expect, it } from '@jest/globals';
import { inWords } from '../src/faults-in-words.ts';
import { DamagedLog } from '../src/platform/eventstore/event-store.ts';
import { StartFault } from '../src/platform/runtime/start-fault.ts';

describe('a fault that people can mend', () => {
  it('says which setting to look at', () => {
    const fault = new StartFault('The data folder is in use.', { setting: 'data-dir' });
    expect(inWords(fault)).toBe('The data folder is in use. The setting is KKOTGIL_DATA_DIR.');
  });

  it.each([
    ['log-damaged', /^It is so\. "npm run log:verify"/],
    ['folder-not-whole', /^It is so\. .*npm run restore.*npm run log:accept-loss -- --data-dir/],
    ['servers-not-whole', /^It is so\. .*MONGODB_DATABASE.*npm run log:accept-loss -- --store eventstoredb/],
  ] as const)('says which commands help when it is %s', (mishap, words) => {
    expect(inWords(new StartFault('It is so.', { mishap }))).toMatch(words);
  });

  it('says how to learn more of damage that a tool meets', () => {
    expect(inWords(new DamagedLog('A part can’t be read.'))).toMatch(/read\. "npm run log:verify"/);
  });

  it('says only what it is where no setting is to blame', () => {
    expect(inWords(new StartFault('The disk is full.'))).toBe('The disk is full.');
    expect(inWords(new Error('The disk is full.'))).toBe('The disk is full.');
  });
});
