import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { SimulatorSettings } from './start-simulators.ts';

/** Sent once: where they listen, or why they can't. */
export type WorkerReport =
  | { readonly started: true; readonly paymentUrl: string; readonly smsUrl: string }
  | { readonly started: false; readonly message: string };

if (parentPort === null) throw new Error('this module runs in a worker thread only');
const parent = parentPort;
const report = (said: WorkerReport) => parent.postMessage(said);

// As in `main.ts`: everything else is loaded after this line.
enableCompileCache();
const { startSimulators } = await import('./start-simulators.ts');

try {
  const { close, ...urls } = await startSimulators(workerData as SimulatorSettings);
  // Any message means: stop. The thread ends when nothing keeps it busy.
  parent.once('message', () => void close());
  report({ started: true, ...urls });
} catch (error) {
  report({ started: false, message: (error as Error).message });
}
