import { currentLanguage } from './language.ts';

/**
 * Age at a date: in months below two years, where both dates are known to the month, and in years otherwise.
 * @param birth year, month or day, ISO 8601
 * @param at year, month, day or moment
 * @returns null before birth
 */
export function ageAt(birth: string, at: string): string | null {
  const known = Math.min(birth.length, at.length);
  const [from, to] = [fields(birth), fields(at)];
  const years = to.year - from.year;
  if (known < 7) return years < 0 ? null : said({ years });
  const isBeforeDay = known >= 10 && to.day < from.day;
  const months = 12 * years + to.month - from.month - (isBeforeDay ? 1 : 0);
  if (months < 0) return null;
  return months < 24 ? said({ months }) : said({ years: Math.floor(months / 12) });
}

function fields(date: string): { year: number; month: number; day: number } {
  const [year = 0, month = 1, day = 1] = date.slice(0, 10).split('-').map(Number);
  return { year, month, day };
}

const said = (age: { years: number } | { months: number }): string => {
  const { locale } = currentLanguage();
  const unit = 'years' in age ? 'year' : 'month';
  const value = 'years' in age ? age.years : age.months;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
};
