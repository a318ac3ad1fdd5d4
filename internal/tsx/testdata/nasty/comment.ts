   
	// only a comment