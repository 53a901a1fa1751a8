// The colours of this theme as the planes need them: tables, their stops for the scale's bar, fonts.

import { GREY, tableOf } from "./colours.js";

const DIVERGING = ["#08458C", "#2F6FB5", "#6A9FD4", "#A9CBE9", "#E3EEF8", "#FDEBDD", "#F8C79C", "#EE9A55", "#CF6A17", "#8F4300"];

export function looks(colours, write) {
  const diverging = colours.diverging?.length ? colours.diverging : DIVERGING;
  return {
    colours,
    write,
    diverging: { table: tableOf(diverging), stops: diverging },
    grey: { table: tableOf(GREY), stops: GREY },
  };
}
