export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // What takes minutes has a command of its own: jest.long.config.js.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/long/'],
  transform: { '^.+\\.ts$': '<rootDir>/tools/strip-types.js' },
  testSequencer: '<rootDir>/tools/long-tests-first.js',
  // Asynchronous things are waited for with deadlines of their own, which say what did not come; this one is only the last resort.
  testTimeout: 60_000,
  // Most of the long tests wait for other processes: three workers keep the cores of a small machine busy, and a fourth makes those late that
  // go by real time.
  maxWorkers: 3,
  collectCoverageFrom: ['src/**/*.ts', 'web/**/*.ts'],
};
