import { systemClock, systemIds, systemTimer } from '../../platform/runtime/system.ts';
import { startPaymentSimulator } from './payment/payment-simulator.ts';
import { startSmsSimulator } from './sms/sms-simulator.ts';

export interface SimulatorSettings {
  /** Default: loopback. */
  readonly host?: string;
  /** Default: any free port. */
  readonly paymentPort?: number;
  /** Default: any free port. */
  readonly smsPort?: number;
  readonly dataDir: string;
}

export interface RunningSimulators {
  readonly paymentUrl: string;
  readonly smsUrl: string;
  close(): Promise<void>;
}

/** In this thread, on the machine's own time. @throws Error when one of them can't start; then none runs. */
export async function startSimulators({
  paymentPort = 0,
  smsPort = 0,
  host = '127.0.0.1',
  dataDir,
}: SimulatorSettings): Promise<RunningSimulators> {
  const common = { host, dataDir, clock: systemClock, timer: systemTimer, ids: systemIds };
  const payment = await startPaymentSimulator({ ...common, port: paymentPort });
  try {
    const sms = await startSmsSimulator({ ...common, port: smsPort });
    return {
      paymentUrl: payment.url,
      smsUrl: sms.url,
      close: async () => {
        await Promise.all([payment.close(), sms.close()]);
      },
    };
  } catch (error) {
    await payment.close();
    throw error;
  }
}
