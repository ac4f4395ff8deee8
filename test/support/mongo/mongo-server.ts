import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { dockerAnswers } from '../docker.ts';
import { startContainer } from './container.ts';
import { startJavaServer } from './java-server.ts';
import type { MongoServer } from './server.ts';

/** Why there is no server on this machine. */
export interface NoMongo {
  readonly skipped: string;
}

/**
 * The server to test on: the one that `MONGODB_URL` names, else MongoDB in a container where a Docker engine answers, else
 * mongo-java-server where a JDK and Maven are at hand.
 */
export async function startMongo(): Promise<MongoServer | NoMongo> {
  const { MONGODB_URL } = process.env;
  if (MONGODB_URL) return { name: 'MONGODB_URL', url: MONGODB_URL, stop: async () => undefined };
  if (dockerAnswers()) return startContainer();
  if (!isInstalled('mvn') || !isInstalled('javac')) {
    return { skipped: 'MONGODB_URL is not set, no Docker engine answers, and there is no JDK with Maven' };
  }
  try {
    return await startJavaServer();
  } catch (error) {
    return { skipped: `MONGODB_URL is not set, no Docker engine answers, and ${(error as Error).message}` };
  }
}

function isInstalled(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}
