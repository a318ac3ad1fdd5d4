f<T(x)
