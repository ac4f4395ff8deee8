import { createSimulatorServer, listen, type Simulator, type SimulatorOptions } from '../simulator-server.ts';
import { Bank } from './bank.ts';
import { PaymentLedger } from './ledger.ts';
import { addPaymentAdministration, addPaymentProtocol } from './routes.ts';

/** The payment protocol, moving no money; tokens stand for what can go wrong. @throws Error when port or ledger can't be used. */
export async function startPaymentSimulator(options: SimulatorOptions): Promise<Simulator> {
  const ledger = new PaymentLedger(options.dataDir);
  const bank = new Bank(ledger, options);
  const server = createSimulatorServer();
  addPaymentProtocol(server, ledger, bank);
  addPaymentAdministration(server, ledger);
  server.addHook('preClose', async () => bank.close());
  server.addHook('onClose', async () => ledger.file.close());
  try {
    return { ...(await listen(server, options)), close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}
