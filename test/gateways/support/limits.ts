import type { CallLimits } from '../../../src/gateways/http/limits.ts';

/** Limits that let a test end soon, and a circuit that stays closed where a test is about something else. */
export const HASTY: Partial<CallLimits> = {
  tryTimeoutMs: 300,
  firstPauseMs: 1,
  callBudgetMs: 2_000,
  breakerFailures: 1_000,
  answerBytes: 50_000,
};
