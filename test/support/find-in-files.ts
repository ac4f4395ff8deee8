import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a text was found, and how it was written there. */
export interface Finding {
  readonly file: string;
  readonly text: string;
  readonly writtenAs: string;
}

/**
 * Looks for texts in every byte of all files of a folder, the folders within it included: as UTF-8, as UTF-16, as JSON escapes, in percent
 * encoding, and as base64 of any of the three alignments. Empty when nothing was found. A text of fewer than six bytes would be found by chance.
 */
export async function findInFiles(folder: string, texts: readonly string[]): Promise<Finding[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const findings = paths.map(async (file) => {
    const content = await readFile(file);
    return texts.flatMap((text) => findInBytes(content, text).map((writtenAs) => ({ file, text, writtenAs })));
  });
  return (await Promise.all(findings)).flat();
}

/** The ways in which a text stands in these bytes. */
export function findInBytes(content: Buffer, text: string): string[] {
  return Object.entries(spellings(text))
    .filter(([, spelling]) => content.includes(spelling))
    .map(([name]) => name);
}

function spellings(text: string): Record<string, Buffer> {
  const utf8 = Buffer.from(text);
  const utf16le = Buffer.from(text, 'utf16le');
  const base64 = [0, 1, 2].map((before) => base64Core(utf8, before));
  return {
    'UTF-8': utf8,
    'UTF-16LE': utf16le,
    'UTF-16BE': Buffer.from(utf16le).swap16(),
    'percent-encoding': Buffer.from(encodeURIComponent(text)),
    'JSON escapes': Buffer.from(text.replaceAll(/[^ -~]/g, jsonEscape)),
    ...Object.fromEntries(base64.map((core, before) => [`base64 after ${before}`, Buffer.from(core)])),
    ...Object.fromEntries(
      base64.map((core, before) => [
        `base64url after ${before}`,
        Buffer.from(core.replaceAll('+', '-').replaceAll('/', '_')),
      ]),
    ),
  };
}

/** The characters of base64 that depend on the text alone, when so many other bytes (0, 1 or 2) stand before it in its group. */
function base64Core(utf8: Buffer, before: number): string {
  const encoded = Buffer.concat([Buffer.alloc(before), utf8])
    .toString('base64')
    .replace(/=+$/, '');
  const wholeBits = (before + utf8.length) * 8;
  return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(wholeBits / 6));
}

function jsonEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
