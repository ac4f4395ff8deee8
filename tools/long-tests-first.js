// jest's order of test files: those that start the program first. jest itself knows what takes long only where it ran before, which no
// fresh clone has; a long test that is begun late would then be waited for by workers with nothing left to do.
import { sep } from 'node:path';
import Sequencer from '@jest/test-sequencer';

const LONG = `${sep}e2e${sep}`;

export default class LongTestsFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path }) => path.includes(LONG);
    const usual = super.sort(tests);
    return [...usual.filter(isLong), ...usual.filter((test) => !isLong(test))];
  }
}
