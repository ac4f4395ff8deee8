import type { PrivacyTexts } from './ko.ts';

const orders = (count: number) => (count === 1 ? 'one order' : `${count} orders`);

export const en: PrivacyTexts = {
  title: 'Privacy',
  erase: {
    title: 'Erase a person',
    lead: 'Erases every name, number, address and text of who ordered or received flowers under this number. Orders and their money stay. It can’t be undone.',
    phone: 'Phone number',
    confirm: (word: string) => `Type “${word}” to confirm`,
    word: 'erase',
    button: 'Erase',
    faults: { phone: 'This is no phone number.', confirm: 'The word to confirm is another one.' },
    done: (count: number) => `Erased. ${count === 0 ? 'No order was' : `${orders(count)}`} kept, without the person.`,
    nothing: 'Nothing is kept under this number: there never was, or it is erased already.',
    open: (count: number) =>
      `${orders(count)} of this person: not ended yet, or the money is not settled. Erase them afterwards.`,
    underWay: 'The erasure is under way. It goes on by itself, and its proof stands below when it has ended.',
  },
  kept: {
    title: 'How long things are kept',
    personal: (days: number) => `Personal data: ${days} days after a person’s last order has ended`,
    personalForEver: 'Personal data: until somebody asks for it to be erased',
    looks: (days: number) => `Records of looks: ${days} days`,
    due: (people: number, soon: number, looks: number) =>
      `Due now: people: ${people}; within 30 days: ${soon}; records of looks: ${looks}`,
    lastRun: (at: string, people: number, waiting: number, looks: number) =>
      `Last run: ${at}; people: ${people}; put off: ${waiting}; records of looks: ${looks}`,
    never: 'Nothing was cleared yet.',
  },
  proofs: {
    title: 'Proofs of erasures',
    none: 'Nobody was erased.',
    columns: { requestedAt: 'Asked for', completedAt: 'Completed', by: 'By', cause: 'Why', orders: 'Orders kept' },
    causes: { request: 'request', retention: 'retention' },
    open: 'under way',
  },
  looks: {
    title: 'Who looked at whose data',
    lead: 'All that one person has seen by one route within an hour is one line.',
    none: 'There is no record.',
    order: 'Order number',
    find: 'Find',
    columns: { when: 'When', who: 'Who', route: 'By', orders: 'Orders' },
    list: 'a whole list',
    more: (count: number) => `and ${count} more`,
  },
};
