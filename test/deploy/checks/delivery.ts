import { type Faults, type Files, yamlOf } from '../support/files.ts';

const WORKFLOW = '.github/workflows/ci.yml';

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}
interface Job {
  readonly needs?: string | readonly string[];
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

/** Foreign actions are pinned by commit, and say which release that is: a tag can be moved, a commit can't. */
export function actionsArePinned(files: Files): Faults {
  return [...files.read(WORKFLOW).matchAll(/uses: (.+)$/gm)]
    .map(([, used]) => used as string)
    .filter((used) => !/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used))
    .map((used) => `${used} is not pinned by commit and release`);
}

/** Jobs wait for jobs that exist, end in time, and may do no more than they need. */
export function jobsAreBounded(files: Files): Faults {
  const { permissions, jobs } = yamlOf<Workflow>(files, WORKFLOW);
  const faults: string[] = [];
  if (JSON.stringify(permissions) !== '{"contents":"read"}') faults.push('the workflow may do more than read');
  for (const [name, job] of Object.entries(jobs)) {
    for (const needed of [job.needs ?? []].flat()) {
      if (!(needed in jobs)) faults.push(`${name} needs ${needed}, which is no job`);
    }
    if (job['timeout-minutes'] === undefined) faults.push(`${name} may go on for ever`);
    if (name !== 'image' && job.permissions !== undefined) faults.push(`${name} has rights of its own`);
  }
  return faults;
}

/** Scripts and folders of tests that a pipeline runs are there. */
export function pipelinesRunWhatExists(files: Files): Faults {
  return [WORKFLOW, 'buildspec.yml'].flatMap((path) =>
    (files.read(path).match(/(?:\.ci\/[\w-]+|\btest\/[\w/-]+|deploy\/[\w/.-]+\w)/g) ?? [])
      .filter((run) => !files.has(run))
      .map((run) => `${path} uses ${run}, which is not there`),
  );
}
