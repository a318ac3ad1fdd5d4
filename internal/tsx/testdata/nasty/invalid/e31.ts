type V = (a: string) => ;
