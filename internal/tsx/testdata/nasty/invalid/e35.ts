switch (a) { foo }
