/** Makes an element. Children are elements or text, never markup: what comes from outside cannot become a script. */
export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
};

/** The pairs of a `dl`. */
export const pairs = (entries) =>
  entries.flatMap(([term, value]) => [element('dt', {}, term), element('dd', {}, value)]);
