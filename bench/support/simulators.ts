import { startSimulators } from '../../src/gateways/simulators/start-simulators.ts';
import { type End, starting } from './started.ts';

/** The systems of payment and SMS, in this process, with their ledgers in a folder. */
export async function simulatorsIn(
  dataDir: string,
): Promise<{ readonly paymentUrl: string; readonly smsUrl: string; readonly end: End }> {
  const { thing, end } = await starting(startSimulators({ dataDir }), (simulators) => simulators.close());
  const { paymentUrl, smsUrl } = thing;
  return { paymentUrl, smsUrl, end };
}
