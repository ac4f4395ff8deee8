import type { CallCredentials } from './append.ts';

/**
 * The user of a connection string, to be given with each append; a server without security takes any.
 * @throws Error when the string is no `esdb` address.
 */
export function credentialsOf(connectionString: string): CallCredentials {
  const { username, password } = new URL(
    connectionString.replace(/^esdb(\+discover)?:/, 'http:').replace(/,[^/?]*/, ''),
  );
  return username === ''
    ? { username: 'nobody', password: '' }
    : { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}
