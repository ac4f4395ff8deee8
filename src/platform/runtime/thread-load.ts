import { performance } from 'node:perf_hooks';

/** A question that is answered with the part of the time since it was asked last, 0 to 1, in which this thread was at work. */
export function threadLoad(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
}
