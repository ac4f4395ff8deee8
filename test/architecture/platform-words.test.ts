import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const PLATFORM = join(import.meta.dirname, '../../src/platform');

/** Words of a flower shop, and of how it is handled: its commands, documents and settings. "Order" counts as a thing that somebody has, not as a sequence. */
const SHOP =
  /\b(flowers?|florists?|bouquets?|couriers?|customers?|recipients?|menus?|seoul|deliver(?:y|ies)\b(?! changes)|reviews?|refunds?|refunded|payments?|charged?|sms|money|won\b|notices?|tracking|orderId\w*|order_id|KnownOrder|an order|(?:this|no|every|parked) order(?!\s*:)|shops?|phones?|\w*kkotgil\w*|npm run|docs\/\w+|(?:MONGODB|EVENTSTOREDB)_\w+)\b/gi;
/** Sentences in which such a word means something else. */
const INNOCENT = /second delivery changes/;

/** Where a word stays, and why. A file that is not named here must have none; one that is named must still have it. */
const KNOWN: Readonly<Record<string, string>> = {
  'processes/stored-names.ts': 'names of what is kept',
  'processes/embedded/ops-store.ts': 'the column of what is kept',
  'eventstore/keyring/key-file.ts': 'the column of what is kept',
  'eventstore/keyring/mongo-key-collection.ts': 'the member of what is kept',
  'servers/derived.ts': 'the member of what is kept',
  'servers/losses.ts': 'what is written down of losses',
  'folder/losses.ts': 'what is written down of losses',
};

function wordsIn(text: string): string[] {
  const lines = text.split('\n').filter((line) => !INNOCENT.test(line));
  return lines.flatMap((line) => [...line.matchAll(SHOP)].map(([word]) => word));
}

describe('the platform', () => {
  const files = readdirSync(PLATFORM, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const found = files
    .map((file) => [file.replaceAll(sep, '/'), wordsIn(readFileSync(join(PLATFORM, file), 'utf8'))] as const)
    .filter(([, words]) => words.length > 0);

  it('has no word of the shop but where something that is kept fixes it', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(found.filter(([file]) => !(file in KNOWN))).toEqual([]);
  });

  it('has every word that is excused', () => {
    const still = new Set(found.map(([file]) => file));
    expect(Object.keys(KNOWN).filter((file) => !still.has(file))).toEqual([]);
  });

  it.each([
    '/** Tells the florist. */',
    'const menu = 1;',
    'readonly orderId: string;',
    '// an order waits',
    "'view_menu_1', 'menu'",
    'the money is open',
    'set KKOTGIL_SECRET',
    '`"npm run log:verify" tells more`',
    'see docs/operations.md',
    'look at MONGODB_URL',
  ])('is found out: %s', (line) => {
    expect(wordsIn(`const a = 1;\n${line}\n`)).not.toEqual([]);
    expect(wordsIn('documents in the order of their ids; ORDER BY position')).toEqual([]);
  });
});
