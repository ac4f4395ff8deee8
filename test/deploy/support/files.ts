import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const ROOT = join(import.meta.dirname, '../../..');

/** The files that a check looks at, by their paths within the project. */
export interface Files {
  read(path: string): string;
  has(path: string): boolean;
}

/** What stands wrong, a sentence each; empty when all is well. */
export type Faults = readonly string[];

/** A rule for the files, which can be tried on changed ones. */
export type Check = (files: Files) => Faults | Promise<Faults>;

/** The project as it is. */
export const project: Files = {
  read: (path) => readFileSync(join(ROOT, path), 'utf8'),
  has: (path) => existsSync(join(ROOT, path)),
};

/**
 * The project with one place of one file changed.
 * @throws Error when the file has no such place: a planted fault that is not there proves nothing.
 */
export function withChange(path: string, from: string, to: string): Files {
  const text = project.read(path);
  if (!text.includes(from)) throw new Error(`${path} has no "${from}"`);
  const changed = text.replace(from, () => to);
  return { read: (asked) => (asked === path ? changed : project.read(asked)), has: project.has };
}

/** One YAML document, with its merge keys resolved. The caller knows its shape: a schema check of the same file stands behind it. */
export function yamlOf<T>(files: Files, path: string): T {
  return parse(files.read(path), { merge: true }) as T;
}

/** All documents of a YAML file. */
export function yamlsOf<T>(files: Files, path: string): T[] {
  return parseAllDocuments(files.read(path)).map((document) => document.toJS() as T);
}
