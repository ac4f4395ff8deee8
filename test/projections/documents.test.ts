import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { views } from '../../src/projections/views.ts';

const HISTORIES = join(import.meta.dirname, '../golden/histories');

/** What the views make of each golden history, by view and id: see test/golden. */
type Documents = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const histories = readdirSync(HISTORIES).map((file) => {
  const { documents } = JSON.parse(readFileSync(join(HISTORIES, file), 'utf8')) as { readonly documents: Documents };
  return [file, documents] as const;
});

describe('the documents of a view', () => {
  it.each(histories)('are what its schema says, no member less and none more: %s', (_, documents) => {
    for (const { name, schema } of views) {
      for (const document of Object.values(documents[name] ?? {})) expect(schema.parse(document)).toEqual(document);
    }
  });

  it('are there for every view that tells of orders', () => {
    const told = new Set(histories.flatMap(([, documents]) => Object.keys(documents)));
    expect(views.map(({ name }) => name).filter((name) => name !== 'menu' && !told.has(name))).toEqual([]);
  });
});
