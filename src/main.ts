import { enableCompileCache, flushCompileCache } from 'node:module';

// To load the program is most of its start. What was compiled once is kept among the system's temporary files, also for the workers;
// therefore everything else is loaded after this line. Where it can't be kept, the start is only slower.
enableCompileCache();
/** What a signal to stop leads to. Until all is loaded there is nothing to bring to an end. */
let stop: (signal: string) => void = () => process.exit(0);
// One listener for all the time: a signal that comes while it is exchanged for another one would be lost.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop(signal));
const { run } = await import('./run.ts');
await run((told) => {
  stop = told;
});
flushCompileCache();
