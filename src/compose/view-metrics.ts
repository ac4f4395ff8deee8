import { Gauge, type Registry } from 'prom-client';
import type { ViewOperations, ViewStatus } from '../platform/views/view-operations.ts';

/** What alerts about the views are made of. A gauge without a value says that there is none yet. */
const GAUGES: Readonly<Record<string, { readonly help: string; readonly value: (view: ViewStatus) => number | null }>> =
  {
    kkotgil_view_lag_seconds: {
      help: 'Age of the oldest event that is not in the live version of a view',
      value: ({ lag }) => lag.seconds,
    },
    kkotgil_view_parked: {
      help: 'Orders with an event that a view could not take in',
      value: ({ parked }) => parked.length,
    },
    kkotgil_view_stale: {
      help: '1 while a view is served as an earlier release has made it',
      value: ({ state }) => (state === 'stale' ? 1 : 0),
    },
    kkotgil_view_verify_differing: {
      help: 'Documents that were not what history makes of them when the view was last verified',
      value: ({ lastVerify }) => lastVerify?.differing ?? null,
    },
    kkotgil_view_verify_timestamp_seconds: {
      help: 'When the view was last verified, in seconds since 1970',
      value: ({ lastVerify }) => (lastVerify === null ? null : Date.parse(lastVerify.at) / 1000),
    },
  };

/** Shows how the views stand, as of the moment in which the metrics are asked for. */
export function showViews(metrics: Registry, operations: ViewOperations): void {
  let asked: Promise<readonly ViewStatus[]> | null = null;
  /** All gauges are collected in one go, and go by one look. */
  const statuses = () => {
    asked ??= operations.statuses().finally(() => {
      asked = null;
    });
    return asked;
  };
  for (const [name, { help, value }] of Object.entries(GAUGES)) {
    new Gauge({
      name,
      help,
      labelNames: ['view'],
      registers: [metrics],
      async collect() {
        this.reset();
        // A store that is away now must not take the other metrics with it.
        for (const view of await statuses().catch(() => [])) {
          const current = value(view);
          if (current !== null) this.set({ view: view.name }, current);
        }
      },
    });
  }
}
