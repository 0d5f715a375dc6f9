// The page for people: reads the figures again and again, and lets a verification be asked.
import { allowTaking, startForm, suggestEventType } from './ask_form.js';
import { say, showFigures } from './figures_view.js';

const EVERY_MS = 15_000;

let reading = false;

const readFigures = async () => {
  // A hidden page asks for nothing, and a slow server is not asked twice.
  if (reading || document.hidden) return;
  reading = true;
  try {
    const response = await fetch('/admin/figures');
    if (!response.ok) throw new Error(String(response.status));
    const figures = await response.json();
    showFigures(figures);
    allowTaking(figures.mayTake);
    suggestEventType(figures.warmest[0]?.name);
  } catch {
    say('The server does not answer: the figures are not up to date.');
  } finally {
    reading = false;
  }
};

startForm(() => void readFigures());
setInterval(readFigures, EVERY_MS);
document.addEventListener('visibilitychange', readFigures);
void readFigures();
