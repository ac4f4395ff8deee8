import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findInBytes, findInFiles } from './find-in-files.ts';

describe('the search for texts that must not be there', () => {
  const text = '서울시 강남구';

  it.each([
    ['UTF-8', Buffer.from(`주소: ${text}.`)],
    ['UTF-16LE', Buffer.from(`주소: ${text}.`, 'utf16le')],
    ['UTF-16BE', Buffer.from(`주소: ${text}.`, 'utf16le').swap16()],
    ['JSON escapes', Buffer.from('\\uc11c\\uc6b8\\uc2dc \\uac15\\ub0a8\\uad6c')],
    ['percent-encoding', Buffer.from('%EC%84%9C%EC%9A%B8%EC%8B%9C%20%EA%B0%95%EB%82%A8%EA%B5%AC')],
    ['base64 after 0', Buffer.from(Buffer.from(`abc${text}.`).toString('base64'))],
    ['base64 after 1', Buffer.from(Buffer.from(`a${text}.`).toString('base64'))],
    ['base64 after 2', Buffer.from(Buffer.from(`ab${text}.`).toString('base64'))],
    ['base64url after 1', Buffer.from(Buffer.from(`a${text}.`).toString('base64url'))],
  ])('sees it as %s', (writtenAs, content) => {
    expect(findInBytes(content, text)).toContain(writtenAs);
  });

  it('does not see what is not there', () => {
    expect(findInBytes(Buffer.from('서울시 서초구'), text)).toEqual([]);
  });

  it('looks into every file of a folder, at any depth', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kkotgil-find-'));
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'clean'), '서초구');
    await writeFile(join(folder, 'deep', 'file'), text);
    expect(await findInFiles(folder, [text, '부산'])).toEqual([
      { file: join(folder, 'deep', 'file'), text, writtenAs: 'UTF-8' },
    ]);
    await rm(folder, { recursive: true });
  });
});
