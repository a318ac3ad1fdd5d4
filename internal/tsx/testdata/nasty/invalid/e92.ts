a #b in c
