import { locale } from './page.js';

/** The largest unit that fits, in seconds. @type {[Intl.RelativeTimeFormatUnit, number][]} */
const units = [['year', 31557600], ['month', 2629800], ['day', 86400], ['hour', 3600], ['minute', 60]];

/** Turns moments into "2 hours ago"; the moment itself stays in the title. @param {ParentNode} root */
export const tellTimes = (root) => {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const time of root.querySelectorAll('.when time')) {
    const element = /** @type {HTMLTimeElement} */ (time);
    element.title ||= element.textContent || '';
    const age = (Date.now() - Date.parse(element.dateTime)) / 1000;
    // Less than a minute is "now".
    const [unit, length] = units.find(([, seconds]) => age >= seconds) || ['second', 1e9];
    element.textContent = format.format(-Math.floor(Math.max(age, 0) / length) || 0, unit);
  }
};
