let x = <div></div>;
