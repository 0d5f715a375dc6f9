/** Fills a template: `{name}` becomes the value of that name. */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
