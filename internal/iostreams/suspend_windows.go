package iostreams

// holdSuspend has nothing to hold: Windows suspends nothing by a key.
func holdSuspend() (resume func()) { return func() {} }
