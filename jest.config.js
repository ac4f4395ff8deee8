export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/tools/strip-types.js' },
  // Asynchronous things are waited for with deadlines of their own, which say what did not come; this one is only the last resort.
  testTimeout: 60_000,
  collectCoverageFrom: ['src/**/*.ts'],
};
