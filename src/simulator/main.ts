// The simulator as a process of its own: `npm run simulator`.

import { readSettings } from './settings.ts';
import { createSimulator } from './simulator.ts';

function readSettingsOrExit(): ReturnType<typeof readSettings> {
  try {
    return readSettings(process.env);
  } catch (error) {
    return exitWith(`The simulator's settings are wrong. ${messageOf(error)}`);
  }
}

function exitWith(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const { port, host, options } = readSettingsOrExit();
const simulator = createSimulator(options);

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
// Emitted when the parent that spawned this process over an IPC channel is gone, however it died.
process.once('disconnect', stop);

try {
  const { url } = await simulator.listen(port, host);
  process.stdout.write(`Cal.com simulator listens on ${url}\n`);
} catch (error) {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  exitWith(
    taken
      ? `Port ${port} on ${host} is taken: stop what listens there, or set SIMULATOR_PORT to another.`
      : `The simulator cannot listen on ${host}:${port}: ${messageOf(error)}`,
  );
}

function stop(): void {
  void simulator.close().then(() => process.exit(0));
}
