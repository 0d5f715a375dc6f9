/** The page for people in a real browser: it works, by keyboard too, on a phone too, and loads nothing from elsewhere. */
import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished, type TestContext, test } from 'vitest';
import { eventually, type ProcessSystem, send, startProcesses } from '../../support/system.ts';
import { startChromium } from '../../admin/chromium.ts';

interface Opened {
  readonly system: ProcessSystem;
  readonly browser: Browser;
  readonly page: Page;
  /** What the browser complained about, and what it asked of other hosts. */
  readonly complaints: string[];
}

const open = async (context: TestContext, width = 1280): Promise<Opened> => {
  const browser = await startChromium(context);
  const system = await startProcesses();
  const page = await browser.newPage({ viewport: { width, height: 900 }, timezoneId: 'Europe/Berlin' });
  // Before the processes go, or the browser keeps their connections open.
  onTestFinished(() => page.close());
  const complaints: string[] = [];
  const origin = system.urls[0] ?? '';
  page.on('console', (message) => message.type() !== 'log' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) complaints.push(request.url());
  });
  await page.goto(`${origin}/admin`);
  await page.getByText('as of').waitFor();
  return { system, browser, page, complaints };
};

test('a verification is asked by keyboard alone, and the page tells where the answer came from and what it cost', async (context) => {
  const { page, complaints } = await open(context);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the verification form');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.id')).toBe('event-type');
  await page.keyboard.type('101');
  await page.keyboard.press('Enter');

  const answer = page.locator('#answer');
  await answer.getByText('asked just now').waitFor();
  expect(await answer.getAttribute('aria-live')).toBe('polite');
  expect(await answer.textContent()).toMatch(/available/);
  expect(await answer.textContent()).toMatch(/Cal\.com calls1Took/);
  expect(await answer.textContent()).toContain('Slotproof; fwd=miss');

  await page.keyboard.press('Enter');
  await answer.getByText('The cache (fresh').waitFor();
  expect(await answer.textContent()).toMatch(/Cal\.com calls0Took/);
  expect(await answer.textContent()).toContain('Slotproof; hit');

  await page.getByText('Cal.com now').click();
  await page.getByRole('button', { name: 'Verify' }).click();
  await answer.getByText('asked just now').waitFor();
  expect(await page.locator('#calcom-calls .value').textContent()).toMatch(/^[12] in the last hour$/);
  expect(complaints).toEqual([]);
});

test('what is answered is held and booked, since Cal.com is the simulator', async (context) => {
  const { system, page, complaints } = await open(context);
  await page.getByLabel('Event type', { exact: true }).fill('101');
  await page.getByRole('button', { name: 'Verify' }).click();
  await page
    .getByRole('button', { name: /^Hold / })
    .first()
    .click();
  await page.locator('#taken').getByText('Held until').waitFor();
  await page
    .getByRole('button', { name: /^Book / })
    .first()
    .click();
  await page.locator('#taken').getByText('Booked as').waitFor();
  expect(complaints).toEqual([]);
  const booked = await send(`${system.calcomUrl}/v2/bookings`, {
    headers: { 'cal-api-version': '2024-08-13', authorization: 'Bearer cal_test_key' },
  });
  expect(booked.body.data).toMatchObject([{ status: 'accepted', attendees: [{ name: 'Ada Lovelace' }] }]);
});

test('an event type is asked about by its title', async (context) => {
  const { page } = await open(context);
  await page.locator('#event-types option').first().waitFor({ state: 'attached' });
  expect(await page.locator('#event-types option[value="101"]').getAttribute('label')).toBe(
    'Introduction · 30 min · Anna',
  );
  await page.getByLabel('Event type', { exact: true }).fill('introduction');
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.locator('#answer').getByText('asked just now').waitFor();
});

test('what is wrong with a question is said at its field', async (context) => {
  const { page, complaints } = await open(context);
  await page.getByLabel('Event type', { exact: true }).fill('what is this?/');
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.locator('#answer').getByText('must be a title').waitFor();
  expect(await page.getByLabel('Event type', { exact: true }).getAttribute('aria-invalid')).toBe('true');
  expect(await page.evaluate('document.activeElement.id')).toBe('event-type');

  await page.getByLabel('Event type', { exact: true }).fill('101');
  await page.getByLabel('Time zone').fill('Europe/Nowhere');
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.locator('#answer').getByText('Time zone must be').waitFor();
  expect(await page.getByLabel('Event type', { exact: true }).getAttribute('aria-invalid')).toBeNull();
  expect(await page.evaluate('document.activeElement.id')).toBe('time-zone');
  // The browser's own note of the 400.
  expect(complaints.filter((text) => !text.includes('status of 4'))).toEqual([]);
});

test('the figures, their plots and the event types are there, each with a name for whoever cannot see them', async (context) => {
  const { system, page, complaints } = await open(context);
  const start = `${Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 7 })}T14:00`;
  for (let times = 0; times < 5; times++) await system.verify({ eventTypeId: 101, start, timeZone: 'Europe/Berlin' });
  // The process tells Redis every two seconds what it was asked for.
  await eventually(async () => {
    await page.reload();
    await page.getByText('as of').waitFor();
    return (await page.locator('#warmest').textContent())?.includes('id:101');
  }, 300);
  for (const name of ['Response time', 'Cache hit ratio', 'Cal.com calls', 'Error rate']) {
    const card = page.getByRole('article', { name });
    expect(await card.locator('.verdict').textContent(), name).toMatch(/met|missed/);
    expect(await card.getByRole('img').getAttribute('aria-label'), name).toMatch(/lowest .+ highest .+ latest/);
  }
  expect(await page.getByRole('article', { name: 'Cache hit ratio' }).textContent()).toContain('80 %');
  expect(await page.locator('#calcom-states').textContent()).toContain('closed calls go through');
  const unnamed = 'Array.from(document.querySelectorAll("input")).filter((field) => field.labels.length === 0).length';
  expect(await page.evaluate(unnamed)).toBe(0);

  await page.getByRole('button', { name: 'Ask about id:101' }).click();
  expect(await page.getByLabel('Event type', { exact: true }).inputValue()).toBe('id:101');
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.locator('#answer').getByText('Cache-Status').waitFor();
  expect(complaints).toEqual([]);
});

test('nothing is cut off or wider than a phone, in light and in dark', async (context) => {
  const { system, page } = await open(context, 360);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  }
  await page.getByLabel('Event type', { exact: true }).fill('101');
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.locator('#answer').getByText('Cache-Status').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);

  await system.control('PUT', 'faults', [{ kind: 'reset' }]);
  await page.getByLabel('Event type', { exact: true }).fill('team:no-such-team-of-a-rather-long-name/and-a-long-slug');
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.locator('#calcom-states').getByText('no calls are made').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
});

test('an outage is said, and the figures that are left stay', async (context) => {
  const { system, page } = await open(context);
  await system.redis.kill();
  await page.reload();
  await page.locator('#status').getByText('Redis does not answer').waitFor();
  expect(await page.locator('#calcom-states').textContent()).toContain('does not answer');
  await system.redis.restart();
});
