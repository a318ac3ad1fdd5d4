package tsx

// keyword returns the keyword that a word is, or TokIdent.
func keyword(word string) Kind {
	if len(word) < 2 || len(word) > len("constructor") || word[0] < 'a' {
		return TokIdent
	}
	if k := keywordTable[keywordHash(word)]; k != 0 && kindNames[k] == word {
		return k
	}
	return TokIdent
}

// keywordHash gives every keyword a place of its own; newKeywordTable makes
// sure that it does.
func keywordHash(word string) uint {
	return (uint(word[0])*2 + uint(word[1])*10 + uint(word[len(word)-1])*25 + uint(len(word))) % keywordTableSize
}

const keywordTableSize = 512

var keywordTable = newKeywordTable()

func newKeywordTable() (table [keywordTableSize]Kind) {
	for k := firstKeyword; k <= lastKeyword; k++ {
		place := &table[keywordHash(kindNames[k])]
		if *place != 0 {
			panic("tsx: the keywords " + place.String() + " and " + k.String() + " have the same hash")
		}
		*place = k
	}
	return table
}
