import type { Loss } from './losses.ts';

/** Why the program does not start on a folder: what is missing, and what that means. */
export function lossesInWords(dataDir: string, losses: readonly Loss[]): string {
  return [`The data folder ${dataDir} is not whole.`, ...losses.map(lossInWords), 'Nothing was changed.'].join(' ');
}

/** One loss as sentences. */
export function lossInWords(loss: Loss): string {
  switch (loss.what) {
    case 'log-lost':
      return (
        `The event log (log.db) is ${loss.why}, and ${loss.survivors.join(', ')} beside it ${verb(loss.survivors)} of ` +
        `${loss.events === 0 ? 'one' : `one with ${loss.events} events`}. A new log would forget all of it.`
      );
    case 'keys-lost':
      return (
        `The keys (keys.db) are ${loss.why}, and the event log beside them has ${loss.events} events. ` +
        'Without its own keys no personal data in it can be read.'
      );
    case 'log-behind':
      return (
        `The event log (log.db) is older than the files beside it: the log lacks ${loss.seen - loss.events} events that ` +
        `${nameOf(loss.by)} have seen (it ends after event ${loss.events} of ${loss.seen}). They were acknowledged.`
      );
    case 'log-of-other-history':
      return `The event log (log.db) has another history than the one that ${nameOf(loss.by)} have seen.`;
    case 'keys-behind':
      return `The keys (keys.db) are older than the files beside them: ${missingKeys(loss)}.`;
    default:
      return loss satisfies never;
  }
}

function missingKeys({ missing, revived }: Extract<Loss, { what: 'keys-behind' }>): string {
  const parts = [];
  if (missing > 0) parts.push(`they lack ${missing} keys, so that what those seal can't be read`);
  if (revived > 0) parts.push(`${revived} people who were erased since can be read again`);
  return parts.join(', and ');
}

function nameOf(file: string): string {
  if (file === 'views.db') return 'views';
  return file === 'ops.db' ? 'processes' : 'the keys';
}

function verb({ length }: readonly unknown[]): string {
  return length === 1 ? 'knows' : 'know';
}
