/** The command line: `slotproof doctor`, `verify`, `warm`, `event-types`, `disconnect`, `mcp`. */
import { readEnvFile } from '../runtime/env_file.ts';
import { runMain } from '../runtime/run_main.ts';
import { type Command, UsageError } from './command.ts';
import { disconnectCommand } from './disconnect.ts';
import { doctor } from './doctor/doctor.ts';
import { eventTypes } from './event_types.ts';
import { mcp } from './mcp.ts';
import { verify } from './verify.ts';
import { warm } from './warm.ts';

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['doctor', doctor],
  ['verify', verify],
  ['warm', warm],
  ['event-types', eventTypes],
  ['disconnect', disconnectCommand],
  ['mcp', mcp],
]);

const HELP = `slotproof COMMAND [options]

${[...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(13)}${summary}`).join('\n')}

slotproof COMMAND --help says more. Settings come from the environment and from .env.`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const note = (line: string): void => void process.stderr.write(`${line}\n`);

const run = async ([name = '', ...args]: readonly string[]): Promise<number> => {
  if (name === '' || name === '--help' || name === '-h' || name === 'help') {
    say(HELP);
    return name === '' ? 2 : 0;
  }
  const command = COMMANDS.get(name);
  if (command === undefined) throw new UsageError(`There is no command ${name}.`);
  if (args.includes('--help') || args.includes('-h')) {
    say(command.help);
    return 0;
  }
  readEnvFile();
  return await command.run(args, { env: process.env, say, note });
};

await runMain(async () => {
  let code = 2;
  try {
    code = await run(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    note(`${error.message}\nslotproof --help lists what there is.`);
  }
  // What was written has to be out; connections that are kept alive are waited for by nobody.
  process.stdout.write('', () => process.exit(code));
});
