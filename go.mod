module github.com/newsvc/newsvc

go 1.26.0
