// The player's buttons, its slider, its speed, and the cell to jump to.

import { fill } from "../shared/format.js";
import { bounded, element, iconButton, named, put, setIcon, write } from "./dom.js";
import { numberOf } from "./numbers.js";
import { SPEEDS } from "./player.js";
import { refuse } from "./refusals.js";

export const ICONS = {
  first: "M6 5h2.5v14H6zM19 5v14l-9-7z",
  back: "M16.5 5v14l-9.5-7z",
  play: "M7 4.5v15l12-7.5z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  forward: "M7.5 5v14l9.5-7z",
  last: "M15.5 5H18v14h-2.5zM5 5v14l9-7z",
  pin: "M9 3h6v2l-1 1v5l3 3v2h-4v5l-1 1-1-1v-5H7v-2l3-3V6L9 5z",
};

/** `onEvent` hears the player's events (player.js) and {type: "jump", row, column}, {type: "pin"}. */
export function transport(onEvent) {
  let [numbersNow, sizeNow, placeNow] = [null, [1, 1], [1, 1]];
  const node = element("div", "transport", "", { role: "toolbar" });
  const press = (type, more = {}) => () => onEvent({ type, ...more });
  const buttons = {
    first: iconButton("first", ICONS.first, press("first")),
    back: iconButton("back", ICONS.back, press("step", { by: -1 })),
    play: iconButton("play", ICONS.play, press("toggle")),
    forward: iconButton("forward", ICONS.forward, press("step", { by: 1 })),
    last: iconButton("last", ICONS.last, press("last")),
  };
  const scrub = element("input", "scrub", "", { type: "range", min: 0, step: 1 });
  scrub.oninput = () => onEvent({ type: "scrub", to: Number(scrub.value) });
  const speed = element("label", "speed");
  const slider = element("input", "", "", { type: "range", min: 0, max: SPEEDS.length - 1, step: 1 });
  slider.oninput = () => onEvent({ type: "speed", index: Number(slider.value) });
  const rate = element("output");
  speed.append(slider, rate);
  const calm = element("span", "calm-note", "", { hidden: "" }); // in place of a speed that nothing has
  const [row, column] = ["row", "column"].map(() => element("input", "", "", { type: "text", inputmode: "numeric", autocomplete: "off" }));
  const jump = element("span", "jump");
  const [rowName, columnName] = [element("label"), element("label")];
  const [rowText, columnText] = [element("span"), element("span")];
  rowName.append(rowText, bounded("number-room", row));
  columnName.append(columnText, bounded("number-room", column));
  const pin = iconButton("pin", ICONS.pin, press("pin"));
  jump.append(rowName, columnName, pin);
  for (const input of [row, column]) {
    input.onfocus = () => input.select();
    input.onchange = () => {
      const refused = [row, column].map((each, axis) => numbersNow.refusal(each.value, [1, sizeNow[axis]]));
      [row, column].forEach((each, axis) => refuse(each, refused[axis]));
      if (!refused.some(Boolean)) onEvent({ type: "jump", row: Math.round(numberOf(row.value)) - 1, column: Math.round(numberOf(column.value)) - 1 });
    };
    input.onblur = () => {
      refuse(input, null);
      input.value = placeNow[input === row ? 0 : 1];
    };
  }
  node.append(element("span", "buttons"), bounded("scrub-room", scrub), speed, calm, jump);
  node.firstChild.append(...Object.values(buttons));

  function speak(texts) {
    node.setAttribute("aria-label", texts.label);
    for (const name of ["first", "back", "forward", "last"]) named(buttons[name], texts[name], texts[`${name}_help`]);
    named(scrub, texts.scrub);
    named(slider, texts.speed);
    rowText.textContent = texts.row;
    columnText.textContent = texts.column;
    calm.textContent = texts.calm;
  }

  function show({ player, cell, size, pinned, texts, numbers }) {
    const [does, help] = player.calm ? ["calm_play", "calm_help"] : player.playing ? ["pause", "pause_help"] : ["play", "play_help"];
    named(buttons.play, texts[does], texts[help]);
    if (speed.hidden !== player.calm) [calm.hidden, speed.hidden] = [!player.calm, player.calm];
    setIcon(buttons.play, player.playing ? ICONS.pause : ICONS.play);
    if (scrub.max !== String(player.count - 1)) scrub.max = player.count - 1;
    scrub.value = player.position;
    scrub.style.setProperty("--done", player.count > 1 ? player.position / (player.count - 1) : 1);
    put(scrub, "aria-valuetext", fill(texts.place, { row: cell[1] + 1, column: cell[2] + 1, rows: size[0], columns: size[1] }));
    slider.value = player.speed;
    write(rate, fill(texts.rate, { count: numbers.plain(SPEEDS[player.speed]) }));
    [numbersNow, sizeNow, placeNow] = [numbers, size, [cell[1] + 1, cell[2] + 1]];
    const active = node.getRootNode().activeElement;
    if (active !== row) row.value = cell[1] + 1;
    if (active !== column) column.value = cell[2] + 1;
    put(pin, "aria-pressed", pinned);
    named(pin, pinned ? texts.unpin : texts.pin, pinned ? texts.unpin_help : texts.pin_help);
  }
  return { node, speak, show };
}
