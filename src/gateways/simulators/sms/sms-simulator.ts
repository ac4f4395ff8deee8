import { createSimulatorServer, listen, type Simulator, type SimulatorOptions } from '../simulator-server.ts';
import { SmsLedger } from './ledger.ts';
import { addSmsAdministration, addSmsProtocol } from './routes.ts';

/** The SMS protocol, reaching no telephone; the inbox is on the disk. @throws Error when port or inbox can't be used. */
export async function startSmsSimulator(options: SimulatorOptions): Promise<Simulator> {
  const ledger = new SmsLedger(options.dataDir);
  const server = createSimulatorServer();
  addSmsProtocol(server, ledger, options);
  addSmsAdministration(server, ledger);
  server.addHook('onClose', async () => ledger.file.close());
  try {
    return { ...(await listen(server, options)), close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}
