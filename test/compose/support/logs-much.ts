// Logs so many megabytes and ends: `megabytes`. Tells on its error output how many lines were dropped.
import { LogOutput } from '../../../src/compose/log-output.ts';
import { createLogger } from '../../../src/compose/logger.ts';

const [megabytes = '1'] = process.argv.slice(2);
const output = new LogOutput();
const logger = createLogger({ LOG_LEVEL: 'info' }, output);
const text = 'x'.repeat(1_000);
for (let line = 0; line < Number(megabytes) * 1_000; line++) logger.info({ line }, text);
process.stderr.write(`${output.dropped}\n`);
await output.settle();
process.exit(0);
