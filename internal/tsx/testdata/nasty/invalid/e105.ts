function f() { <T>x => y }
