/* Small notes about this browser, outside the store because a page must read them before any worker runs. */
const HOME = "sealed-home:";
const QUEUE = "sealed-queue:";

export const isHome = (account: string): boolean => localStorage.getItem(HOME + account) !== null;
export const makeHome = (account: string): void => localStorage.setItem(HOME + account, "1");
export const hasQueue = (account: string): boolean => localStorage.getItem(QUEUE + account) !== null;

export function noteQueue(account: string, waiting: boolean): void {
  if (waiting) localStorage.setItem(QUEUE + account, "1");
  else localStorage.removeItem(QUEUE + account);
}
