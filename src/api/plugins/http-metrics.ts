import { Histogram, type Registry } from 'prom-client';
import type { WatchAnswers } from './answers.ts';

const SECOND_MS = 1_000;

/** Measures how long answers take, by method, route pattern and status. Event streams last as long as somebody watches. */
export function measureAnswers(registry: Registry): WatchAnswers {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  return (kind) => {
    const labels = { ...kind };
    return kind.route.endsWith('/stream')
      ? () => undefined
      : (_request, ms) => duration.observe(labels, ms / SECOND_MS);
  };
}
