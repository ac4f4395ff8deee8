import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StartFault } from '../../platform/runtime/start-fault.ts';
import type { RunningSimulators, SimulatorSettings } from './start-simulators.ts';
import type { WorkerReport } from './worker.ts';

/**
 * Starts both simulators in a thread of their own, so that they take no time from the program's. They end with the process; a
 * simulator that breaks later on ends it, as any uncaught fault does.
 * @throws StartFault when one of them can't start; then none runs.
 */
export async function startSimulatorsInWorker(settings: SimulatorSettings): Promise<RunningSimulators> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const [report] = (await once(worker, 'message')) as [WorkerReport];
  if (!report.started) {
    await ended;
    throw new StartFault(`the simulators can't start: ${report.message}`);
  }
  const { paymentUrl, smsUrl } = report;
  return {
    paymentUrl,
    smsUrl,
    close: async () => {
      worker.postMessage('stop');
      await ended;
    },
  };
}
