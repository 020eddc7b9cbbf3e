package memory

import (
	"example.com/shop/internal/product"
	"example.com/shop/internal/review"
)

// tableSet is what is committed.
type tableSet struct {
	products *rowTable[product.Product]
	reviews  *rowTable[review.Review]
}

func newTableSet() tableSet {
	return tableSet{
		products: newRowTable(productTraits),
		reviews:  newRowTable(reviewTraits),
	}
}

// viewSet is the tables as one unit of work sees them.
type viewSet struct {
	products *rowView[product.Product]
	reviews  *rowView[review.Review]
}

func (t tableSet) views() *viewSet {
	return &viewSet{
		products: newRowView(t.products),
		reviews:  newRowView(t.reviews),
	}
}

func (v *viewSet) commit() {
	v.products.Commit()
	v.reviews.Commit()
}
