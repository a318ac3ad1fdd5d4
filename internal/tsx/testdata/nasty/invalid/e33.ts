for (const x of) {}
