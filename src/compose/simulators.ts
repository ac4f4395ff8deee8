import { join } from 'node:path';
import type { Config } from '../config.ts';
import { startSimulatorsInWorker } from '../gateways/simulators/in-worker.ts';
import type { RunningSimulators } from '../gateways/simulators/start-simulators.ts';

/** Simulates, on a thread of its own, what the settings name no address of; null where they name all. @throws StartFault */
export async function openSimulators(config: Config): Promise<RunningSimulators | null> {
  const { PAYMENT_URL, SMS_URL, PAYMENT_SIM_PORT, SMS_SIM_PORT, KKOTGIL_DATA_DIR } = config;
  if (PAYMENT_URL !== undefined && SMS_URL !== undefined) return null;
  return startSimulatorsInWorker({
    paymentPort: PAYMENT_SIM_PORT,
    smsPort: SMS_SIM_PORT,
    dataDir: join(KKOTGIL_DATA_DIR, 'simulators'),
  });
}
