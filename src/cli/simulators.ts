import { Command, InvalidArgumentError, Option } from 'commander';
import { type SimulatorSettings, startSimulators } from '../gateways/simulators/start-simulators.ts';
import { keepFilesPrivate } from '../platform/runtime/private-folder.ts';

const port = (text: string): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return number;
};

const program = new Command('simulators')
  .description('Runs the payment and the SMS simulator alone, until it is told to stop.')
  .addOption(
    new Option('--payment-port <port>', 'port of the payment simulator; 0 for any free one')
      .env('PAYMENT_SIM_PORT')
      .default(0)
      .argParser(port),
  )
  .addOption(
    new Option('--sms-port <port>', 'port of the SMS simulator; 0 for any free one')
      .env('SMS_SIM_PORT')
      .default(0)
      .argParser(port),
  )
  .addOption(
    new Option('--host <address>', 'where to listen; anyone who reaches it may use it')
      .env('HOST')
      .default('127.0.0.1'),
  )
  .addOption(new Option('--data-dir <folder>', 'where the ledgers are kept').env('KKOTGIL_DATA_DIR').default('./data'))
  .addHelpText(
    'after',
    '\nStart the app with PAYMENT_URL and SMS_URL set to what this prints. GET /ledger of either shows what it has done.',
  )
  .parse();

keepFilesPrivate();
try {
  const simulators = await startSimulators(program.opts<SimulatorSettings>());
  process.stdout.write(`PAYMENT_URL=${simulators.paymentUrl}\nSMS_URL=${simulators.smsUrl}\n`);
  // A second signal ends the process at once: the handlers are gone by then.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void simulators.close());
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
