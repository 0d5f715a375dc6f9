/** The languages of Cal.com's e-mails. It refuses a booking for any other word, so what people say is made one of them, or left out. */

/** As Cal.com writes them. */
const LANGUAGES: readonly string[] = [
  ...['ar', 'az', 'bg', 'bn', 'ca', 'cs', 'da', 'de', 'el', 'en', 'es', 'es-419', 'et', 'eu', 'fi', 'fr', 'he', 'hr'],
  ...['hu', 'id', 'it', 'iw', 'ja', 'km', 'ko', 'lv', 'nl', 'no', 'pl', 'pt', 'pt-BR', 'ro', 'ru', 'sk', 'sr', 'sv'],
  ...['ta', 'th', 'tr', 'uk', 'vi', 'zh-CN', 'zh-TW'],
];

const BY_LOWER_CASE = new Map(LANGUAGES.map((language) => [language.toLowerCase(), language]));

/** Where Chinese is written in traditional characters. */
const TRADITIONAL = /\b(?:hant|tw|hk|mo)\b/;

/** The word for a language that somebody has named by a tag such as `en-US`; undefined where Cal.com has none: it writes in English then. */
export const bookingLanguageOf = (tag: string): string | undefined => {
  const said = tag.toLowerCase().replaceAll('_', '-');
  const [base = ''] = said.split('-');
  switch (base) {
    case 'zh':
      return TRADITIONAL.test(said) ? 'zh-TW' : 'zh-CN';
    case 'nb':
    case 'nn':
      return 'no';
    case 'es':
      return said === 'es' || said === 'es-es' ? 'es' : 'es-419';
    default:
      return BY_LOWER_CASE.get(said) ?? BY_LOWER_CASE.get(base);
  }
};
