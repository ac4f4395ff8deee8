import type { Logger } from '../../src/platform/runtime/logger.ts';

/** Says nothing. */
export const quiet: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
