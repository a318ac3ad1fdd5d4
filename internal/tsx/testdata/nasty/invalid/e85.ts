super<T>();
