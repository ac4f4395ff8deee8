import { enableCompileCache } from 'node:module';

// As in `main.ts`: everything else is loaded after this line.
enableCompileCache();
await import('./fill-here.ts');
