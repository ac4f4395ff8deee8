import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { greet, welcome } from '../../src/compose/greeting.ts';

const made = { secret: 'the-secret', floristToken: 'florist-made', operatorToken: 'operator-made' };

describe('the greeting', () => {
  function greeted(isTTY: boolean, given: Record<string, string> = {}) {
    const lines: string[] = [];
    const shown: string[] = [];
    const logger = pino({}, { write: (line: string) => lines.push(line) });
    greet({ isTTY, write: (text) => shown.push(text) }, logger, {
      url: 'http://127.0.0.1:3000',
      config: { KKOTGIL_DATA_DIR: './data', ...given },
      credentials: made,
      links: isTTY ? { florist: 'http://127.0.0.1:3000/sign-in/once', operator: null } : null,
    });
    return { log: lines.join(''), terminal: shown.join('') };
  }

  it('is for people at a terminal: the page to open, where things are, how to stop', () => {
    const { log, terminal } = greeted(true);

    expect(log).toBe('');
    for (const each of ['http://127.0.0.1:3000/', '/docs', 'dev-credentials.json', 'Ctrl+C', '/sign-in/once', '/ops'])
      expect(terminal).toContain(each);
    expect(terminal).not.toMatch(/florist-made|operator-made|the-secret/);
  });

  it('is a line of JSON for all others, with the tokens that were made here and no other', () => {
    const { log, terminal } = greeted(false, { KKOTGIL_OPERATOR_TOKEN: 'operator-given' });

    expect(terminal).toBe('');
    expect(JSON.parse(log)).toMatchObject({ shop: 'http://127.0.0.1:3000/', floristToken: 'florist-made' });
    expect(log).not.toMatch(/operator-|the-secret/);
  });

  it('has colours only where they are wanted', () => {
    const opening = { url: 'http://x', config: { KKOTGIL_DATA_DIR: './data' }, links: null };

    expect(welcome(opening, false)).not.toContain('\u001b');
    expect(welcome(opening, true)).toContain('\u001b[1;32m');
  });
});
