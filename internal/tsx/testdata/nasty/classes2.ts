export @dec class A {}
@dec abstract class B {}
export default abstract class C { @dec export_ = 1 }
class D { constructor(@Inject() readonly a: A, @B() @C() private b) {} }
class E extends null {}
class F { 'a b' = 1; static 'c'() {} static async *#d() {} get #e() { return 1 } set #e(v) {} }
class G { x = () => { this.x } ; y = function* () { yield 1 }; z = async () => await 1 }
class H { static x; static y = H.x; static async z() { for await (const a of b) await a } }
