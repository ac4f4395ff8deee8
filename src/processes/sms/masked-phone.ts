/** A phone number (E.164) as people are shown it: enough to tell two apart, not enough to call. Korean ones as Koreans write them. */
export function maskedPhone(phone: string): string {
  const lastFour = phone.slice(-4);
  return phone.startsWith('+82') ? `0${phone.slice(3, 5)}-****-${lastFour}` : `****-${lastFour}`;
}
