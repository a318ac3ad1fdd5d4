const q = "\8";
