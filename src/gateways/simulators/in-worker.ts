import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StartFault } from '../../platform/runtime/start-fault.ts';
import type { RunningSimulators, SimulatorSettings } from './start-simulators.ts';
import type { WorkerReport } from './worker.ts';

/** In a thread of their own, which takes no time from the program's; a fault there ends the process. @throws StartFault; then none runs. */
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
