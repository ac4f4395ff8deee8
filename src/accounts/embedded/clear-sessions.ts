import { DatabaseSync } from 'node:sqlite';

/** Takes out of a copy of the accounts' file who was signed in, and what else counts for the moment: nobody is signed in where it is restored. */
export function clearSessions(path: string): void {
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA secure_delete = ON; DELETE FROM sessions; DELETE FROM links; DELETE FROM tallies; VACUUM;');
  } finally {
    db.close();
  }
}
