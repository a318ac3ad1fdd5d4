package plan

import (
	"context"
	"errors"
)

// workPrefix starts the name of every work directory.
const workPrefix = ".docreate-apply-"

// Recovered says what [Recover] did.
type Recovered struct {
	Paths []string // the files that an interrupted run had changed, now as before; sorted
}

// Apply makes the changes of a plan below root, all of them or none.
func Apply(ctx context.Context, root string, p Plan) error {
	return errors.ErrUnsupported
}

// Recover undoes what an interrupted [Apply] left at root, if anything.
func Recover(root string) (Recovered, error) {
	return Recovered{}, errors.ErrUnsupported
}
