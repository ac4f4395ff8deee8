/**
 * So many pages of 4 KiB gather in the WAL of a file that is written all the time, before SQLite takes them over into the file itself: four times as
 * many as by default. What is written again by then is taken over once, and the thread waits for the disk as much less often.
 */
export const WAL_PAGES = 4_000;
