import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
let built = false;

/** What `npm start` runs, by its path from the project's root. Built first if it is not. */
export function mainOf(): string {
  if (!built) execFileSync(process.execPath, ['tools/build.js'], { cwd: ROOT, stdio: 'pipe' });
  built = true;
  return 'dist/main.js';
}
