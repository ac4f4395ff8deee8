import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { started, thenEnd } from '../support/started.ts';
import type { Asked, Given, Result, TaskName, Told } from './tasks.ts';

/** What a task has come to, and how busy the load was meanwhile, as a part of one core. */
export interface Done<Value> {
  readonly result: Value;
  readonly busy: number;
}

/** The process of customers and florist. */
export class Load {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  /**
   * Runs a task; one at a time.
   * @param enough ends one that goes on until it is told.
   * @throws Error with what went wrong there.
   */
  async run<Name extends TaskName>(task: Name, given: Given<Name>, enough?: AbortSignal): Promise<Done<Result<Name>>> {
    const over = new AbortController();
    const next = (event: string) => once(this.#child, event, { signal: over.signal });
    const told = next('message').then(([message]) => message as Told);
    const ended = next('exit').then(([code]): Told => ({ error: `the load ended with ${code}` }));
    for (const each of [told, ended]) each.catch(() => undefined);
    this.#tell({ task, given });
    enough?.addEventListener('abort', () => this.#tell('enough'), { once: true });
    const answer = await Promise.race([told, ended]);
    over.abort();
    if ('error' in answer) throw new Error(answer.error);
    return answer as Done<Result<Name>>;
  }

  #tell(asked: Asked): void {
    this.#child.send(asked);
  }
}

/** Uses a process of customers and florist, and ends it whatever happens. */
export async function withLoad<T>(use: (load: Load) => Promise<T>): Promise<T> {
  const child = fork(join(import.meta.dirname, 'load-process.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    detached: true,
  });
  const exited = once(child, 'exit');
  const end = started(async () => {
    if (child.connected) child.disconnect();
    await exited;
  });
  return thenEnd(() => use(new Load(child)), end);
}

/** How busy the load was, for a row's note. */
export function loadNote(...busy: number[]): string {
  return `load at ${(100 * Math.max(...busy)).toFixed(0)} % of a core`;
}
