package disk

import "io/fs"

// isPrivate is always true: only the user can write to the folders of their profile.
func isPrivate(fs.FileInfo) bool { return true }
