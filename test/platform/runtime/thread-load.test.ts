import { describe, expect, it } from '@jest/globals';
import { systemTimer } from '../../../src/platform/runtime/system.ts';
import { threadLoad } from '../../../src/platform/runtime/thread-load.ts';

describe('the load of the thread', () => {
  it('is that of the time since the last question', async () => {
    const load = threadLoad();
    await systemTimer.sleep(1);
    for (const end = systemTimer.elapsed() + 100; systemTimer.elapsed() < end; );
    await systemTimer.sleep(1);
    const busy = load();
    await systemTimer.sleep(300);
    const idle = load();
    expect(busy).toBeGreaterThan(idle);
    expect(busy).toBeLessThanOrEqual(1);
    expect(idle).toBeGreaterThanOrEqual(0);
  });
});
