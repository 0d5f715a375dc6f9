/** A real Chromium for a test, where the machine has one. None is ever downloaded. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { onTestFinished, type TestContext } from 'vitest';

const PLACES = ['/usr/bin/chromium', '/usr/bin/google-chrome'];

/** It renders, and does nothing of its own accord. Without a sandbox only as root, for whom Chromium has none. */
const ARGUMENTS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** Starts it and closes it after the test; the test is skipped, with the reason, where there is none. */
export const startChromium = async (context: TestContext): Promise<Browser> => {
  const executablePath = PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) {
    const reason = `no Chromium at ${PLACES.join(' or ')}`;
    // Not every reporter tells why a test is skipped.
    process.stderr.write(`Skipped, ${reason}: ${context.task.name}\n`);
    return context.skip(reason);
  }
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  onTestFinished(() => browser.close());
  return browser;
};
