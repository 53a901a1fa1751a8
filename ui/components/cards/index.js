// Cards to choose one from: radio buttons underneath, so that the keyboard and a screen reader find what they know.

const mounted = new WeakMap();

/** Streamlit's entry: runs again at every change of data or theme, and returns the clean-up. */
export default function cards({ data, parentElement, setTriggerValue }) {
  let group = mounted.get(parentElement);
  if (!group) {
    group = document.createElement("fieldset");
    group.className = "cards";
    group.append(document.createElement("legend"), Object.assign(document.createElement("div"), { className: "row" }));
    parentElement.append(group);
    mounted.set(parentElement, group);
  }
  const name = `cards-${data.name}`;
  group.querySelector("legend").textContent = data.legend;
  group.dataset.of = data.options[0]?.of ?? "";
  const row = group.querySelector(".row");
  while (row.children.length > data.options.length) row.lastChild.remove();
  data.options.forEach((option, index) => {
    const label = row.children[index] ?? row.appendChild(card());
    fill(label, option, { name, chosen: option.id === data.chosen });
    label.querySelector("input").onchange = () => setTriggerValue("chosen", option.id);
  });
  return () => mounted.delete(parentElement);
}

function card() {
  const label = document.createElement("label");
  label.innerHTML = `<input type="radio"><span class="picture"><img alt="" hidden><i hidden></i></span>
    <span class="words"><b></b><span class="fact"></span><span class="note"></span></span>`; // our own constant
  return label;
}

function fill(label, option, { name, chosen }) {
  const find = (selector) => label.querySelector(selector);
  Object.assign(find("input"), { name, value: option.id, checked: chosen });
  find("b").textContent = option.title;
  find(".fact").textContent = option.fact;
  find(".note").textContent = option.note;
  find(".note").hidden = !option.note;
  const picture = find("img");
  picture.hidden = !option.picture;
  if (option.picture && picture.src !== option.picture) picture.src = option.picture;
  find(".picture i").textContent = option.instead;
  find(".picture i").hidden = Boolean(option.picture) || !option.instead;
  find(".picture").dataset.of = option.of ?? "";
}
