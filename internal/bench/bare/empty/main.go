// Command empty does nothing: no Go program starts and ends in less time.
package main

func main() {}
