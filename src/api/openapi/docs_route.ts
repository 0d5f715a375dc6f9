/** `GET /openapi.json` and `GET /docs`, a page that draws it. Nothing of the page comes from elsewhere. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { type Response, Router } from 'express';
import type { EpochMs } from '../../verification/time.ts';
import { pageHeaders } from '../http/security_headers.ts';
import { openApiDocument } from './document.ts';

/** Where the package's files are; its own index would load a module to tell it. */
const ASSETS = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const SERVED = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Slotproof API</title>
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START = "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null });\n";

/** The routes. @param clock decides what the examples' dates are */
export const docsRoute = (clock: () => EpochMs): Router => {
  const router = Router();
  const document = documentOfTheDay(clock);
  router.get('/openapi.json', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=300').type('application/json').send(document());
  });
  router.use('/docs', pageHeaders);
  router.get('/docs', (_request, response) => cached(response).type('html').send(PAGE));
  router.get('/docs/start.js', (_request, response) => cached(response).type('js').send(START));
  for (const file of SERVED) {
    router.get(`/docs/${file}`, (_request, response) => cached(response).sendFile(file, { root: ASSETS }));
  }
  return router;
};

const cached = (response: Response): Response => response.set('Cache-Control', 'public, max-age=3600');

/** Its examples are about next week, so it is written anew on each day on which someone asks for it. */
const documentOfTheDay = (clock: () => EpochMs): (() => string) => {
  let written: { readonly day: string; readonly text: string } | undefined;
  return () => {
    const today = Temporal.Instant.fromEpochMilliseconds(clock()).toZonedDateTimeISO('UTC').toPlainDate();
    if (written?.day !== today.toString()) {
      written = { day: today.toString(), text: JSON.stringify(openApiDocument(today)) };
    }
    return written.text;
  };
};
