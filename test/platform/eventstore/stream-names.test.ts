import { describe, expect, it } from '@jest/globals';
import { parseStreamId, streamIdOf } from '../../../src/platform/eventstore/stream-names.ts';

describe('stream names', () => {
  it('are made of category and id, and taken apart at the first dash', () => {
    const name = streamIdOf('delivery', '018f-0001');
    expect(name).toBe('delivery-018f-0001');
    expect(parseStreamId(name)).toEqual({ category: 'delivery', id: '018f-0001' });
  });

  it('without a dash have no id', () => {
    expect(parseStreamId('orphan')).toEqual({ category: 'orphan', id: '' });
  });
});
