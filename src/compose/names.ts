import { CATEGORIES } from '../stored-events/streams.ts';

/** What this program is called where it keeps something: by another name nothing of it is found, or opened, again. */
export const PROGRAM = 'kkotgil';

/** Its streams in a log that other programs write to as well. */
export const OWN_STREAMS = { categories: CATEGORIES, nameStream: `${PROGRAM}-log` } as const;

/** The stream in which such a log knows its keyrings. */
export const KEYRING_STREAM = `${PROGRAM}-keys`;
