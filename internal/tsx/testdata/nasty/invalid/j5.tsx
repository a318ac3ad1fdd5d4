const a = <a /><b />;
