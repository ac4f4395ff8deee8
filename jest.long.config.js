import usual from './jest.config.js';

/** What takes minutes: `npm run test:long`, a step of its own in CI. */
export default {
  ...usual,
  testMatch: ['<rootDir>/test/long/**/*.test.ts', '<rootDir>/test/e2e/{replay-is-harmless,kill,thread}.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
};
