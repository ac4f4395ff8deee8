import { enableCompileCache, flushCompileCache } from 'node:module';

// To load the program is most of its start. What was compiled once is kept among the system's temporary files, also for the workers;
// therefore everything else is loaded after this line. Where it can't be kept, the start is only slower.
enableCompileCache();
const { run } = await import('./run.ts');
await run();
flushCompileCache();
