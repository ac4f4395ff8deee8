import { describe, it } from '@jest/globals';

/**
 * Declares tests that need something which this machine may not have. Where it is missing they are skipped, and nobody has to wonder:
 * their name says why, and so does standard error. (Not `console`: jest keeps that to itself for a file of which all is skipped.)
 * @param missing what is missing here, in words; null when nothing is.
 */
export function describeUnless(missing: string | null, what: string, tests: () => void): void {
  if (missing === null) {
    describe(what, tests);
  } else {
    tell(what, missing);
    // Reason to skip: this machine lacks what the tests need (a real server, a browser, a terminal); `missing` says which, for each reader.
    describe.skip(`${what} [skipped, because this machine cannot run it: ${missing}]`, tests);
  }
}

/** The same for one test. */
export function itUnless(missing: string | null, what: string, test: () => Promise<void>): void {
  if (missing === null) {
    it(what, test);
  } else {
    tell(what, missing);
    // Reason to skip: as above, for one test; `missing` says what this machine lacks.
    it.skip(`${what} [skipped, because this machine cannot run it: ${missing}]`, test);
  }
}

function tell(what: string, missing: string): void {
  process.stderr.write(`SKIPPED: ${what}: ${missing}.\n`);
}
