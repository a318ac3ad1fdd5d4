let x = a >> b, y = a >>> b, z = a >= b;
a >>= b;
a >>>= b;
let t: A<B<C>>= d;
let u: A<B<C<D>>>= d;
let w = <A<B>>c;
