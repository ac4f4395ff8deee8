/** The program can't start or a tool can't run, for a reason that people can mend. The message says what to do; a stack would hide it. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
  readonly forPeople = true;
}

/**
 * Runs what opens a file.
 * @param advice what people should do when that fails, in whole sentences.
 * @throws StartFault that says what is wrong, and the advice.
 */
export function orAdvise<Result>(path: string, advice: string, open: () => Result): Result {
  try {
    return open();
  } catch (cause) {
    if (cause instanceof StartFault) throw cause;
    throw new StartFault(`can't use ${path}: ${(cause as Error).message}. ${advice}`, { cause });
  }
}
