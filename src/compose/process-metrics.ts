import { Gauge, type Registry } from 'prom-client';
import type { ProcessOperations, ProcessView } from '../platform/processes/operations.ts';
import type { WallWatch } from '../platform/runtime/wall-watch.ts';

type Row = readonly [labels: Readonly<Record<string, string>>, value: number];

/** What alerts about the process managers are made of. */
const GAUGES: Readonly<
  Record<string, { readonly help: string; readonly rows: (view: ProcessView) => readonly Row[] }>
> = {
  kkotgil_process_lag_seconds: {
    help: 'Age of the oldest event that a process manager has not taken in',
    rows: ({ lag }) => [[{}, lag.seconds]],
  },
  kkotgil_process_parked: {
    help: 'Orders that a process manager can not go on with',
    rows: ({ parked }) => [[{}, parked.length]],
  },
  kkotgil_process_open: {
    help: 'Orders that a process manager waits with, by what for',
    rows: ({ waits }) => waits.map(({ waitingFor, open }) => [{ waiting_for: waitingFor }, open]),
  },
  kkotgil_process_overdue: {
    help: 'Orders that have waited for too long, by what for',
    rows: ({ waits }) => waits.map(({ waitingFor, overdue }) => [{ waiting_for: waitingFor }, overdue]),
  },
};

/** Shows how the process managers stand, as of the moment in which the metrics are asked for. */
export function showProcesses(metrics: Registry, operations: Pick<ProcessOperations, 'list'>): void {
  let asked: Promise<readonly ProcessView[]> | null = null;
  /** All gauges are collected in one go, and go by one look. */
  const list = () => {
    asked ??= operations.list().finally(() => {
      asked = null;
    });
    return asked;
  };
  for (const [name, { help, rows }] of Object.entries(GAUGES)) {
    new Gauge({
      name,
      help,
      labelNames: ['process', 'waiting_for'],
      registers: [metrics],
      async collect() {
        this.reset();
        // A store that is away now must not take the other metrics with it.
        for (const view of await list().catch(() => [])) {
          for (const [labels, value] of rows(view)) this.set({ process: view.name, ...labels }, value);
        }
      },
    });
  }
}

/** Shows whether this process can work, and whether somebody has set its clock. */
export function showHealth(
  metrics: Registry,
  readiness: () => readonly string[] | Promise<readonly string[]>,
  wall: Pick<WallWatch, 'steps' | 'lastStepMs'>,
): void {
  new Gauge({
    name: 'kkotgil_ready',
    help: '1 when this process can do what its roles ask for, 0 when it can not; /health/ready says why',
    registers: [metrics],
    async collect() {
      const faults = await Promise.resolve(readiness()).catch(() => ['unknown']);
      this.set(faults.length === 0 ? 1 : 0);
    },
  });
  new Gauge({
    name: 'kkotgil_wall_clock_steps',
    help: 'How often the wall clock was set since this process was started',
    registers: [metrics],
    collect() {
      this.set(wall.steps);
    },
  });
  new Gauge({
    name: 'kkotgil_wall_clock_last_step_seconds',
    help: 'By how much the wall clock was set the last time, forth or back',
    registers: [metrics],
    collect() {
      this.set(wall.lastStepMs / 1000);
    },
  });
}
