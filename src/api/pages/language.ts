import type { Locale } from '../../domain/order/index.ts';

/** True for a language of the pages. */
export function isLocale(value: unknown): value is Locale {
  return value === 'ko' || value === 'en';
}

/** The language of ours that a browser likes best (`Accept-Language`); Korean where it says nothing of either. */
export function preferredLocale(header: string | undefined): Locale {
  const wishes = (header ?? '').split(',').map((wish) => {
    const [tag = '', ...parameters] = wish.trim().toLowerCase().split(';');
    const weight = parameters.map((each) => /^\s*q=([\d.]+)\s*$/.exec(each)?.[1]).find((each) => each !== undefined);
    return { locale: tag.split('-')[0], weight: Number(weight ?? 1) };
  });
  const ours = wishes.filter(({ locale, weight }) => isLocale(locale) && weight > 0);
  const [best] = ours.toSorted((a, b) => b.weight - a.weight);
  return isLocale(best?.locale) ? best.locale : 'ko';
}
