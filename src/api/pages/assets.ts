import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { Api } from '../types.ts';

const FOLDER = join(import.meta.dirname, '../../../web/assets');
const YEAR = '365d';

/**
 * Serves what lies in `web/assets`, below a path that names the hash of all of it: what was fetched once is never asked for again, and
 * modules and style sheets find each other by relative paths. A page of the release before finds today's files under its own hash.
 * @returns the address of a file.
 */
export async function serveAssets(app: Api): Promise<(path: string) => string> {
  const hash = hashOf(FOLDER);
  await app.register(fastifyStatic, { root: FOLDER, serve: false });
  app.get('/assets/:hash/*', { schema: { hide: true } }, async (request, reply) => {
    const params = request.params as { hash: string; '*': string };
    const isCurrent = params.hash === hash;
    reply.removeHeader('cache-control');
    return reply.sendFile(params['*'], isCurrent ? { immutable: true, maxAge: YEAR } : { maxAge: 0 });
  });
  return (path) => `/assets/${hash}/${path}`;
}

function hashOf(folder: string): string {
  const digest = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
    digest
      .update(`${path.slice(folder.length)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return digest.digest('base64url').slice(0, 12);
}
