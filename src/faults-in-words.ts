import { DamagedLog } from './platform/eventstore/event-store.ts';
import { type Mishap, type Setting, StartFault } from './platform/runtime/start-fault.ts';

/** What people call what the platform is given. */
const SETTINGS: Readonly<Record<Setting, string>> = {
  secret: 'KKOTGIL_SECRET',
  'data-dir': 'KKOTGIL_DATA_DIR',
  'head-file': 'KKOTGIL_HEAD_FILE',
  'mongodb-url': 'MONGODB_URL',
};

/** What people can do, by the commands that there are. */
const REMEDIES: Readonly<Record<Mishap, string>> = {
  'log-damaged': '"npm run log:verify" tells more of a log in a data folder.',
  'folder-not-whole':
    'Put the files back as they were; or, when they are gone for good, restore log and keys from the last backup into another folder: ' +
    '"npm run restore -- --from <backup> --to <folder>". Without a backup "npm run log:accept-loss -- --data-dir <folder>" names what is ' +
    'lost, one by one, before the program goes on without it.',
  'servers-not-whole':
    'Look whether EVENTSTOREDB_URL, MONGODB_URL and MONGODB_DATABASE name what belongs together; then bring back what is missing ' +
    '(docs/operations.md, "Backup and restore"). When it is gone for good, "npm run log:accept-loss -- --store eventstoredb" names what is ' +
    'lost, one by one, before the program goes on without it.',
};

/** What a fault that people can mend says to them, with the setting to look at and the commands that help. */
export function inWords(fault: Error): string {
  const { setting, mishap } = more(fault);
  const sentences = [
    setting === null ? '' : `The setting is ${SETTINGS[setting]}.`,
    mishap === null ? '' : REMEDIES[mishap],
  ];
  return [fault.message, ...sentences.filter((each) => each !== '')].join(' ');
}

function more(fault: Error): Pick<StartFault, 'setting' | 'mishap'> {
  if (fault instanceof StartFault) return fault;
  return { setting: null, mishap: fault instanceof DamagedLog ? 'log-damaged' : null };
}
