import type { ServerLoss } from './losses.ts';

/** Why a process does not start on these servers: what is missing, and what that means. */
export function serverLossesInWords(losses: readonly ServerLoss[]): string {
  return [
    'The log and what MongoDB holds do not belong together.',
    ...losses.map(serverLossInWords),
    'Nothing was changed.',
  ].join(' ');
}

/** One loss as sentences. */
export function serverLossInWords(loss: ServerLoss): string {
  switch (loss.what) {
    case 'log-lost': {
      const knowers = loss.survivors.map((each) => (each === 'keys' ? 'the keys' : each)).join(' and ');
      const what = loss.why === 'empty' ? 'has no event log of this program' : 'has the event log of another one';
      return `EventStoreDB ${what}, and ${knowers} in MongoDB know of one. A new log would forget all of it.`;
    }
    case 'log-behind':
      return `The event log in EventStoreDB is older than what MongoDB knows: it lacks events that ${loss.by} have seen. They were acknowledged.`;
    case 'keys-lost':
      return (
        `The keys in MongoDB (keys, keyringChecks) are ${loss.why}, and the event log has events that need them. ` +
        'Without its own keys no personal data in it can be read.'
      );
    case 'keys-behind':
      return `The keys in MongoDB are older than the event log: ${missingKeys(loss)}.`;
    default:
      return loss satisfies never;
  }
}

function missingKeys({ keyIds, revived }: Extract<ServerLoss, { what: 'keys-behind' }>): string {
  const parts = [];
  if (keyIds.length > 0) parts.push(`they lack ${keyIds.length} keys, so that what those seal can't be read`);
  if (revived > 0) parts.push(`${revived} people who were erased since can be read again`);
  return parts.join(', and ');
}
