// The body of a webhook: Cal.com's own document, or what the owner's template makes of it.

/** A body as it is sent, and what it says it is. */
export type WebhookBody = {
  readonly contentType: 'application/json' | 'application/x-www-form-urlencoded';
  readonly text: string;
};

/** What an event tells, whose fields a template finds at its top level. */
export type Told = { readonly triggerEvent: string; readonly createdAt: string; readonly payload: object };

/**
 * Writes a body. A template that is JSON as it stands is JSON, every other one claims to be a form, whatever it looks like. What a JSON
 * template becomes may be JSON no more, because of a quotation mark in a name for instance: then the body is the word `false`.
 */
export function webhookBody(told: Told, template: string | null): WebhookBody {
  if (!template) return { contentType: 'application/json', text: JSON.stringify(told) };
  const rendered = render(template, { ...told.payload, triggerEvent: told.triggerEvent, createdAt: told.createdAt });
  if (!isJson(template)) return { contentType: 'application/x-www-form-urlencoded', text: rendered };
  return { contentType: 'application/json', text: isJson(rendered) ? JSON.stringify(JSON.parse(rendered)) : 'false' };
}

/** Handlebars' plain values, `{{organizer.name}}`: escaped for HTML, except for quotation marks; `{{{…}}}` as they are. */
function render(template: string, fields: object): string {
  return template.replace(
    /\{\{\{\s*([\w.]+)\s*\}\}\}|\{\{\s*([\w.]+)\s*\}\}/g,
    (_match, raw: string | undefined, escaped: string) => {
      const value = valueAt(fields, raw ?? escaped);
      return raw === undefined ? value.replace(/[&<>'`=]/g, (mark) => ESCAPES[mark] ?? mark) : value;
    },
  );
}

function valueAt(fields: object, path: string): string {
  const value = path.split('.').reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), fields);
  return String(value ?? '');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#x27;',
  '`': '&#x60;',
  '=': '&#x3D;',
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Whether Cal.com takes a text for JSON: it must be more than `null`, `false`, `0` or `""`. */
function isJson(text: string): boolean {
  try {
    return Boolean(JSON.parse(text));
  } catch {
    return false;
  }
}
