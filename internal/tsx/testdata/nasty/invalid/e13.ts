const z = 1_;
