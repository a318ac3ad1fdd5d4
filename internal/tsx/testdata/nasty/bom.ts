export const bom = `ü`, next = "😀" + 1;
bom