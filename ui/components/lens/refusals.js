// Why what stands in a field is no number that it takes, said at the field itself.

import { fill } from "../shared/format.js";
import { LARGEST } from "./limits.js";
import { numberOf } from "./numbers.js";

const UNFINISHED = /^[-−+]?\d*[.,/]?$/; // "-", "0,": a number on its way

/** `refusal(text, [low, high])`: the sentence, or null for a number that is taken. Pure. */
export function refusals(words, { edited }) {
  return (text, [low, high] = [-LARGEST, LARGEST]) => {
    const value = numberOf(text);
    if (value === null) return words.no_number;
    if (value >= low && value <= high) return null;
    return high === Infinity ? words.above_zero : fill(words.between, { low: edited(low), high: edited(high) });
  };
}

/** Tell `sentence` at the field, by the browser's own means; null takes an earlier one back. */
export function refuse(input, sentence) {
  input.setAttribute("aria-invalid", String(Boolean(sentence)));
  input.setCustomValidity(sentence ?? "");
  if (sentence && !UNFINISHED.test(input.value.trim())) input.reportValidity();
}
