a.#b.c?.#d;
