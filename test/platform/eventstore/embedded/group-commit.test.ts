import { expect, it } from '@jest/globals';
import type { AppendRequest } from '../../../../src/platform/eventstore/append-request.ts';
import { GroupCommit } from '../../../../src/platform/eventstore/embedded/group-commit.ts';
import type { AppendOutcome } from '../../../../src/platform/eventstore/embedded/log-writer.ts';
import { threadPace } from '../../../../src/platform/runtime/system.ts';

/** Longer than any test may take. */
const VERY_PATIENT_MS = 600_000;

const appendTo = (streamId: string): AppendRequest => ({ streamId, expected: 'no-stream', events: [] });
const written: AppendOutcome = { kind: 'written', revision: 0, position: 1 };

it('commits when it is the turn of the most urgent, with all who wait, who go on each in their own', async () => {
  const groups: string[][] = [];
  const commits = new GroupCommit(
    {
      commit: (group) => {
        groups.push(group.map(({ streamId }) => streamId));
        return group.map(() => written);
      },
    },
    () => undefined,
  );
  let isBusy = true;
  const busy = async () => {
    while (isBusy) {
      await threadPace.turn();
      for (const until = performance.now() + 1; performance.now() < until; );
    }
  };
  const others = Array.from({ length: 20 }, busy);

  let isTold = false;
  const patient = threadPace
    .patiently(VERY_PATIENT_MS, () => commits.append(appendTo('patient')))
    .then(() => {
      isTold = true;
    });
  for (let turn = 0; turn < 5; turn++) await threadPace.turn();
  expect(groups).toEqual([]);
  expect(await commits.append(appendTo('urgent'))).toBe(written);
  expect(groups).toEqual([['patient', 'urgent']]);
  for (let turn = 0; turn < 5; turn++) await threadPace.turn();
  expect(isTold).toBe(false);

  isBusy = false;
  await Promise.all([...others, patient]);
  expect(groups).toEqual([['patient', 'urgent']]);
});
