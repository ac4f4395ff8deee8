/** The one shop of this system. Stream names carry it, so that a second shop needs no new format. */
export const SHOP_ID = 'kkotgil';

export type OrderId = string;
export type MenuItemId = string;
