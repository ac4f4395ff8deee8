import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { StartFault } from '../../platform/runtime/start-fault.ts';

/** A line of more bytes is no password. */
const MAX_BYTES = 4_096;

/**
 * A new password: asked for twice at a terminal, which doesn't show it; otherwise the first line of standard input. It is never taken
 * from the command line, which other users and the shell's history see.
 * @throws StartFault when none comes, or the two differ.
 */
export async function readPassword(): Promise<string> {
  if (process.stdin.isTTY !== true) return firstLine();
  // What is typed is echoed into nothing, from before it is asked for: who is fast would see it otherwise.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const typed = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  typed.once('SIGINT', () => typed.close());
  // One reader for both: a line that comes early is not lost.
  const lines = typed[Symbol.asyncIterator]();
  try {
    const password = await ask('New password: ', lines);
    if ((await ask('Once more: ', lines)) === password) return password;
    throw new StartFault('The two are not the same; nothing was changed.');
  } finally {
    typed.close();
  }
}

async function ask(prompt: string, lines: AsyncIterator<string>): Promise<string> {
  process.stderr.write(prompt);
  const { done, value } = await lines.next();
  process.stderr.write('\n');
  if (done === true) throw new StartFault('No password was given; nothing was changed.');
  return value;
}

async function firstLine(): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BYTES || chunk.includes(0x0a)) break;
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/);
  if (line === '') throw new StartFault('No password came on standard input; nothing was changed.');
  return line;
}
