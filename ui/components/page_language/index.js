// Says in the document which language it speaks: screen readers and hyphenation go by it. Draws nothing.

export default function pageLanguage({ data }) {
  document.documentElement.lang = data.language;
}
