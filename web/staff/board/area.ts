/** The larger parts of a Korean address, from the province down to the neighbourhood: 도, 시, 군, 구, 읍, 면, 동. */
const PART = /[가-힣](?:시|도|군|구|읍|면|동)$/;
/** As many parts tell where to go; a street is for the driver. */
const PARTS = 2;

/** Where an address is, in a word or two: `서울시 강남구` of `서울시 강남구 테헤란로 123`. */
export function areaOf(address: string): string {
  const words = address.split(/\s+/).filter((word) => word !== '');
  const parts = words.filter((word) => PART.test(word));
  return (parts.length === 0 ? words : parts).slice(0, PARTS).join(' ');
}
