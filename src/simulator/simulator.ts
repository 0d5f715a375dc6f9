// A stand-in for Cal.com's API v2 over real HTTP, for demos, tests and load. It behaves like Cal.com's published pages and shares no code
// with our client, so a mistake in one of them shows.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { SimulatedAccount, type AccountOptions } from './account/account.ts';
import { accountControl } from './account/account_control.ts';
import { accountRoute } from './account/account_route.ts';
import { eventTypeEditsRoute } from './account/event_type_edits.ts';
import { schedulesRoute } from './account/schedules_route.ts';
import { AnswerCache } from './answer_cache.ts';
import { ApiError, Crash, errorAnswer } from './api_error.ts';
import { firstSlotsRoute } from './first_slots_route.ts';
import { FreeTimes } from './free_times.ts';
import { bookingsRoute } from './bookings/bookings_route.ts';
import { CallLog } from './call_log.ts';
import { controlRoute } from './control_route.ts';
import { Faults } from './fault.ts';
import { front, pathOf } from './http/front.ts';
import { send } from './http/reply.ts';
import type { Latency } from './latency.ts';
import { type NamedRateLimit, type RateLimit, RateLimiter } from './limits/rate_limiter.ts';
import { seededRandom } from './random.ts';
import { reservationsRoute } from './reservations/reservations_route.ts';
import { slotsRoute } from './slots_route.ts';
import type { SimulatorState } from './state.ts';
import { Deliverer, type Delivery } from './webhooks/delivery.ts';
import { accountWebhook, type Subscriber } from './webhooks/subscriber.ts';
import { WebhookRegistry } from './webhooks/webhook_registry.ts';
import { WebhookSender } from './webhooks/webhook_sender.ts';
import { webhooksRoute } from './webhooks/webhooks_route.ts';
import { BookingLedger } from './world/booking_ledger.ts';
import { Calendars } from './world/calendars.ts';
import { Catalogue } from './world/catalogue.ts';
import { demoAccount } from './world/demo/demo_account.ts';
import { Edits } from './world/edits.ts';
import { ReservationLedger } from './world/reservation_ledger.ts';
import type { World } from './world/world.ts';

/** How a simulator is set up; whatever is left out is as Cal.com is. */
export type SimulatorOptions = {
  /** What there is; a demo account unless told. */
  readonly world?: World;
  /** Decides every calendar of the demo account, and what latency and faults draw. */
  readonly seed?: string;
  /** Epoch ms. Decides what is past, and the windows of rate limits and holds; latency is always real time. */
  readonly clock?: () => number;
  /** 300 to 800 ms unless told. */
  readonly latency?: Latency;
  /** 120 requests in 60 s (500 of tokens and OAuth clients), then blocked for 60 s, unless told. */
  readonly rateLimit?: Partial<RateLimit>;
  /** How long the answer to a slots query is kept for the same query: 2 s unless told, 0 for not at all. */
  readonly slotsCacheMs?: number;
  /** Single API keys that have limits of their own. */
  readonly keyLimits?: Readonly<Record<string, readonly NamedRateLimit[]>>;
  /** Who is told of bookings from the beginning. */
  readonly webhooks?: readonly Subscriber[];
  /** Sent at once and waited for, as Cal.com usually does, unless told. */
  readonly webhookDelivery?: Delivery;
  /** Whether every host starts out without any free time. */
  readonly fullyBooked?: boolean;
  /** What a key sees of the account: everything that has a name of its own, unless told. */
  readonly account?: AccountOptions;
};

/** A simulator; it listens once it is told to. */
export type Simulator = {
  readonly app: Express;
  /** Port 0 takes any free one. Rejects with Node's error when it cannot listen (EADDRINUSE). */
  listen(port?: number, host?: string): Promise<{ url: string; port: number }>;
  /** Stops at once: pending answers are dropped and every socket is destroyed, hanging ones too. */
  close(): Promise<void>;
};

const USUAL_LATENCY = { minMs: 300, maxMs: 800 };
const USUAL_SLOTS_CACHE_MS = 2_000;
const KEEP_ALIVE_MS = 65_000;

/** Makes a simulator. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const seed = options.seed ?? 'slotproof';
  const clock = options.clock ?? Date.now;
  const latency = options.latency ?? USUAL_LATENCY;
  const closing = new AbortController();
  const world = options.world ?? demoAccount(seed);
  const catalogue = new Catalogue(world);
  const account = new SimulatedAccount(catalogue, options.account ?? {});
  const bookings = new BookingLedger(world.standing);
  const reservations = new ReservationLedger(clock);
  const calendars = new Calendars(options.fullyBooked);
  const edits = new Edits();
  const startOver = (): void => {
    edits.undo();
    catalogue.startOver();
    bookings.clear();
    reservations.clear();
    for (const booking of world.bookings ?? []) bookings.add(booking);
    for (const reservation of world.reservations ?? []) reservations.put(reservation);
  };
  startOver();
  const state: SimulatorState = {
    clock,
    random: seededRandom(`${seed}/latency`),
    catalogue,
    account,
    bookings,
    reservations,
    calendars,
    edits,
    availability: new FreeTimes({ clock, catalogue, bookings, reservations, calendars }),
    startOver,
    slotAnswers: new AnswerCache(options.slotsCacheMs ?? USUAL_SLOTS_CACHE_MS, clock),
    rateLimiter: new RateLimiter(options.rateLimit ?? {}, options.keyLimits ?? {}, clock),
    faults: new Faults(seededRandom(`${seed}/faults`)),
    calls: new CallLog(),
    webhooks: new WebhookSender({
      registry: new WebhookRegistry((options.webhooks ?? []).map(accountWebhook)),
      deliverer: new Deliverer(options.webhookDelivery, clock, seededRandom(`${seed}/webhooks`), closing.signal),
      clock,
      organizationIdOf: (host) => account.organizationOf(host)?.id,
    }),
    closing: closing.signal,
    latency,
  };
  const app = createApp(state, latency);
  const server = createServer(app);
  // Node's 5 s would now and then close a connection just as a client reuses it: a reset that nobody switched on.
  server.keepAliveTimeout = KEEP_ALIVE_MS;

  return {
    app,
    listen: (port = 0, host = '127.0.0.1') =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          const taken = (server.address() as AddressInfo).port;
          resolve({ url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`, port: taken });
        });
      }),
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createApp(state: SimulatorState, initialLatency: Latency): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'extended');
  const readJson = express.json();
  // A body that is no JSON stays undefined: the operation refuses it, counted and with rate headers like every other call.
  app.use((request, response, next) => readJson(request, response, () => next()));
  app.use(accountControl(state));
  app.use(controlRoute(state, initialLatency));
  app.use(front);
  app.use(slotsRoute(state));
  app.use(firstSlotsRoute(state));
  app.use(reservationsRoute(state));
  app.use(bookingsRoute(state));
  app.use(accountRoute(state));
  app.use(eventTypeEditsRoute(state));
  app.use(schedulesRoute(state));
  app.use(webhooksRoute(state));
  // Nobody's route: neither counted nor late.
  app.use((request, response) => {
    const path = pathOf(request);
    send(response, errorAnswer(new ApiError(404, `Cannot ${request.method} ${path}`), path, state.clock()));
  });
  const onError: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    send(response, errorAnswer(error instanceof ApiError ? error : new Crash(), request.originalUrl, state.clock()));
  };
  app.use(onError);
  return app;
}
