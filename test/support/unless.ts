import { describe, it } from '@jest/globals';

/**
 * Declares tests that need something which this machine may not have. Where it is missing they are skipped, and nobody has to wonder:
 * their name says why, and so does standard error. (Not `console`: jest keeps that to itself for a file of which all is skipped.)
 * @param missing what is missing here, in words; null when nothing is.
 */
export function describeUnless(missing: string | null, what: string, tests: () => void): void {
  if (missing === null) describe(what, tests);
  // Skipped because of `missing`, which the name and the line on standard error tell.
  else describe.skip(told(what, missing), tests);
}

/** The same for one test. */
export function itUnless(missing: string | null, what: string, test: () => Promise<void>): void {
  if (missing === null) it(what, test);
  // Skipped because of `missing`, which the name and the line on standard error tell.
  else it.skip(told(what, missing), test);
}

function told(what: string, missing: string): string {
  process.stderr.write(`SKIPPED: ${what}: ${missing}.\n`);
  return `${what} [skipped: ${missing}]`;
}
