import type { CDPSession } from 'playwright-core';

/** Collects garbage for as long as that lets go of anything: what one collection lets go of, the next one takes away. */
export async function leftOf(session: CDPSession): Promise<{ readonly documents: number; readonly nodes: number }> {
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    await session.send('HeapProfiler.collectGarbage');
    const left = await session.send('Memory.getDOMCounters');
    if (left.nodes >= before) return left;
    before = left.nodes;
  }
}
