const a = <a {b} />;
