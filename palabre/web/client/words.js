// The page's own words, in the reader's language.
export const words = document.getElementById("words")?.dataset ?? {};
