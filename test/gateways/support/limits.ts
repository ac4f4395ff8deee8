import type { CallLimits } from '../../../src/gateways/http/limits.ts';

/** Quick to ask again, and a circuit that stays closed where a test is about something else. What a busy machine is slow with comes all the same. */
export const PATIENT: Partial<CallLimits> = {
  tryTimeoutMs: 10_000,
  firstPauseMs: 1,
  callBudgetMs: 20_000,
  breakerFailures: 1_000,
  answerBytes: 50_000,
};

/** The same for what never comes: all its tries are made, and each ends soon. */
export const HASTY: Partial<CallLimits> = { ...PATIENT, tryTimeoutMs: 300 };
