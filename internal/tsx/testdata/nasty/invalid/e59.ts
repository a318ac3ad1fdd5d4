x = { get };y = { get a };
