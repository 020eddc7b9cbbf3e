package memory

import (
	"example.com/shop/internal/customer"
	"example.com/shop/internal/order"
)

// tableSet is what is committed.
type tableSet struct {
	customers *rowTable[customer.Customer]
	orders    *rowTable[order.Order]
}

func newTableSet() tableSet {
	return tableSet{
		customers: newRowTable(customerTraits),
		orders:    newRowTable(orderTraits),
	}
}

// viewSet is the tables as one unit of work sees them.
type viewSet struct {
	customers *rowView[customer.Customer]
	orders    *rowView[order.Order]
}

func (t tableSet) views() *viewSet {
	return &viewSet{
		customers: newRowView(t.customers),
		orders:    newRowView(t.orders),
	}
}

func (v *viewSet) commit() {
	v.customers.Commit()
	v.orders.Commit()
}
