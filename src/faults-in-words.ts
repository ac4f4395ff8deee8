import { type Setting, StartFault } from './platform/runtime/start-fault.ts';

/** What people call what the platform is given. */
const SETTINGS: Readonly<Record<Setting, string>> = {
  secret: 'KKOTGIL_SECRET',
  'data-dir': 'KKOTGIL_DATA_DIR',
  'head-file': 'KKOTGIL_HEAD_FILE',
  'mongodb-url': 'MONGODB_URL',
};

/** What a fault that people can mend says to them, and which setting to look at. */
export function inWords(fault: Error): string {
  const setting = fault instanceof StartFault ? fault.setting : null;
  return setting === null ? fault.message : `${fault.message} The setting is ${SETTINGS[setting]}.`;
}
