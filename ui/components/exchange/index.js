// What can be taken away, and a place for what is brought back. The server writes and reads; this only carries.

import { element } from "../shared/dom.js";
import { bringing } from "./bringing.js";
import { offers } from "./offers.js";
import { server } from "./server.js";

const mounted = new WeakMap();

export default function exchange({ data, parentElement, setTriggerValue }) {
  const mine = mounted.get(parentElement) ?? create(parentElement);
  mounted.set(parentElement, mine);
  mine.tell = (network) => setTriggerValue("network", network);
  mine.show(data);
  return () => {
    mine.close();
    mounted.delete(parentElement);
  };
}

function create(parentElement) {
  const ending = new AbortController();
  const root = element("div", "exchange");
  const mine = { tell: () => {}, close: () => ending.abort() };
  const away = offers({ server, signal: ending.signal });
  const back = bringing({ server, signal: ending.signal, onNetwork: (network) => mine.tell(network) });
  root.append(away.node, back.node);
  // Streamlit binds letters for the whole document; what is typed in here is not meant for it.
  root.addEventListener("keydown", (event) => event.key.length === 1 && event.stopPropagation());
  parentElement.append(root);
  mine.show = (data) => {
    away.show(data);
    back.show(data);
  };
  return mine;
}
