async x y => z;
