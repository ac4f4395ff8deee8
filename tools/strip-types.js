// jest transform: the same type stripping that `node src/main.ts` does, so tests run exactly what production runs.
import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

export default {
  process: (code) => ({ code: stripTypeScriptTypes(code, { mode: 'strip' }) }),
  // `instrument` must be part of the key: without it coverage after a plain run reports nothing.
  getCacheKey: (code, path, { instrument, configString }) =>
    createHash('sha256').update([process.version, instrument, configString, path, code].join('\0')).digest('hex'),
};
