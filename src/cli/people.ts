import { Command, InvalidArgumentError, Option } from 'commander';
import { type Account, type StaffRole, toAccountName } from '../accounts/account.ts';
import type { AccountStore } from '../accounts/account-store.ts';
import { faultOfPassword, ScryptHasher } from '../accounts/passwords.ts';
import { People } from '../accounts/people.ts';
import { SessionList } from '../accounts/session-list.ts';
import { readSettings } from '../config.ts';
import { StartFault } from '../platform/runtime/start-fault.ts';
import { systemClock, systemIds, systemRandom } from '../platform/runtime/system.ts';
import { openAccounts } from './people/open.ts';
import { readPassword } from './people/read-password.ts';
import { PASSWORD_FAULTS, peopleTable, personAsJson, sessionAsJson, sessionsTable } from './people/words.ts';
import { DONE, runTool, WRONG_USAGE } from './run-tool.ts';

interface Options {
  readonly dataDir?: string;
  readonly json?: boolean;
}

const program = new Command('npm run people --')
  .description("Looks after the accounts of the shop's own people, who sign in at /shop/login and /ops/login.")
  .option('--data-dir <dir>', 'data folder of an embedded shop (KKOTGIL_DATA_DIR, otherwise ./data)')
  .option('--json', 'what list and sessions say, as JSON')
  .addHelpText(
    'after',
    `
Works on the shop that the environment names, as for the shop itself: its data folder (KKOTGIL_STORE=embedded), whether
the shop runs or not; or its MongoDB (KKOTGIL_STORE=eventstoredb, MONGODB_URL, MONGODB_DATABASE), for all its processes.
What is changed counts at once: who was disabled, or got another password, is signed in nowhere any more.
Passwords are asked for at the terminal, or read from standard input (the first line); never given as an argument.
A name stands in every event of what its person does, and stays there: choose one that may.
Ends with 0 when it is done, 1 when it is refused, 2 when the options are wrong.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? DONE : WRONG_USAGE));

program
  .command('add')
  .description('adds somebody')
  .argument('<name>', 'up to 40 letters, digits, dots and dashes, no blanks', nameOf)
  .addOption(
    new Option('--role <role>', 'an operator may do whatever a florist may')
      .choices(['florist', 'operator'] satisfies StaffRole[])
      .default('florist'),
  )
  .action((name: string, { role }: { role: StaffRole }) =>
    work(async ({ people }) => {
      if ((await people.named(name)) !== null) throw taken(name);
      const password = await newPassword(name);
      if ((await people.add({ name, role, password })) === null) throw taken(name);
      say(`${name} can sign in now, as ${role}: /${role === 'operator' ? 'ops' : 'shop'}/login`);
    }),
  );

program
  .command('list')
  .description('everybody, with role and last sign-in')
  .action(() =>
    work(async ({ people }) => {
      const accounts = await people.all();
      show(accounts.map(personAsJson), () => peopleTable(accounts));
    }),
  );

program
  .command('password')
  .description('gives somebody another password, and ends their sessions')
  .argument('<name>', 'who', nameOf)
  .action((name: string) =>
    work(async (means) => {
      const { accountId } = await find(means, name);
      await means.people.setPassword(accountId, await newPassword(name));
      say(`${name} has another password, and is signed in nowhere.`);
    }),
  );

program
  .command('disable')
  .description('keeps somebody out, and ends their sessions')
  .argument('<name>', 'who', nameOf)
  .action((name: string) =>
    work(async (means) => {
      await means.people.disable((await find(means, name)).accountId);
      say(`${name} can't sign in any more, and is signed in nowhere.`);
    }),
  );

program
  .command('enable')
  .description('lets somebody in again who was disabled')
  .argument('<name>', 'who', nameOf)
  .action((name: string) =>
    work(async (means) => {
      await means.people.enable((await find(means, name)).accountId);
      say(`${name} can sign in again.`);
    }),
  );

program
  .command('sessions')
  .description('who is signed in, where, and since when')
  .argument('[name]', 'of this person alone', nameOf)
  .action((name: string | undefined) =>
    work(async (means) => {
      const of = name === undefined ? undefined : (await find(means, name)).accountId;
      const sessions = await means.sessions.open(of);
      show(sessions.map(sessionAsJson), () => sessionsTable(sessions));
    }),
  );

program
  .command('end')
  .description('ends a session, or all of a person')
  .argument('[session]', 'as "sessions" names it')
  .option('--of <name>', 'all sessions of this person', nameOf)
  .action((sessionId: string | undefined, { of }: { of?: string }) => {
    if ((sessionId === undefined) === (of === undefined))
      program.error('error: name one session, or a person with --of');
    return work(async (means) => {
      if (of !== undefined) await means.sessions.endAll((await find(means, of)).accountId);
      else if (!(await means.sessions.end(sessionId as string))) throw new StartFault('There is no such session.');
      say('Ended.');
    });
  });

await program.parseAsync();

interface Means {
  readonly people: People;
  readonly sessions: SessionList;
}

function work(doing: (means: Means) => Promise<void>): Promise<void> {
  return runTool(async () => {
    const store = await openAccounts(program.opts<Options>().dataDir);
    try {
      await doing(meansOf(store));
    } finally {
      await store.close();
    }
  });
}

function meansOf(store: AccountStore): Means {
  const settings = readSettings(process.env, ['KKOTGIL_SESSION_IDLE_S', 'KKOTGIL_SESSION_MAX_S']);
  const terms = { idleMs: settings.KKOTGIL_SESSION_IDLE_S * 1000, longestMs: settings.KKOTGIL_SESSION_MAX_S * 1000 };
  const [clock, ids] = [systemClock, systemIds];
  return {
    people: new People({ store, hasher: new ScryptHasher(systemRandom), clock, ids }),
    sessions: new SessionList({ store, clock, terms }),
  };
}

async function find({ people }: Means, name: string): Promise<Account> {
  const account = await people.named(name);
  if (account === null)
    throw new StartFault(`There is nobody named ${name}. "npm run people -- list" shows everybody.`);
  return account;
}

async function newPassword(name: string): Promise<string> {
  const password = await readPassword();
  const fault = faultOfPassword(password, name);
  if (fault !== null) throw new StartFault(`${PASSWORD_FAULTS[fault]} Nothing was changed.`);
  return password;
}

function nameOf(written: string): string {
  const name = toAccountName(written);
  if (name === null)
    throw new InvalidArgumentError('It is no name: letters, digits, dots and dashes, up to 40, no blanks.');
  return name;
}

function taken(name: string): StartFault {
  return new StartFault(`There is somebody named ${name} already.`);
}

function show(value: unknown, inWords: () => string): void {
  process.stdout.write(program.opts<Options>().json === true ? `${JSON.stringify(value, null, 2)}\n` : inWords());
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
