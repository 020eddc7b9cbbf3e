package memory

import (
	"example.com/hello/internal/user"
)

// tableSet is what is committed.
type tableSet struct {
	users *rowTable[user.User]
}

func newTableSet() tableSet {
	return tableSet{
		users: newRowTable(userTraits),
	}
}

// viewSet is the tables as one unit of work sees them.
type viewSet struct {
	users *rowView[user.User]
}

func (t tableSet) views() *viewSet {
	return &viewSet{
		users: newRowView(t.users),
	}
}

func (v *viewSet) commit() {
	v.users.Commit()
}
