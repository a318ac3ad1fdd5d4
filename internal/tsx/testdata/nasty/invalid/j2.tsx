const a = <a></b>;
