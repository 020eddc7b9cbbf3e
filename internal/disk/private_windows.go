package disk

import "io/fs"

// isPrivate holds: the folders of a user's profile are theirs alone.
func isPrivate(fs.FileInfo) bool { return true }
