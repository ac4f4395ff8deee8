/** What whoever opens something here was given from outside. What people call it, and where they set it, only they know. */
export type Setting = 'secret' | 'data-dir' | 'head-file' | 'mongodb-url';

/** What has happened that people can do something about. Which commands there are for it, only whoever offers them knows. */
export type Mishap = 'log-damaged' | 'folder-not-whole' | 'servers-not-whole';

interface StartFaultMore {
  readonly cause?: unknown;
  readonly setting?: Setting;
  readonly mishap?: Mishap;
}

/** The program can't start or a tool can't run, for a reason that people can mend. The message says which; a stack would hide it. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
  readonly forPeople = true;
  /** What has to be set otherwise; null where that is not it. */
  readonly setting: Setting | null;
  /** What more there is to be done about it; null where the message says all. */
  readonly mishap: Mishap | null;

  constructor(message: string, { cause, setting, mishap }: StartFaultMore = {}) {
    super(message, cause === undefined ? {} : { cause });
    this.setting = setting ?? null;
    this.mishap = mishap ?? null;
  }
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
