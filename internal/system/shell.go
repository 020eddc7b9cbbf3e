package system

import "strings"

// Quote quotes an argument for the shell of an operating system, named as in
// runtime.GOOS. Words that need no quotes get none.
func Quote(os, arg string) string {
	if os == "windows" {
		return quoteWindows(arg)
	}
	if arg != "" && arg[0] != '=' && strings.Trim(arg, safeUnix) == "" {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}

// Characters that have no meaning to any shell, and to the shells of Unix.
// PowerShell makes a list at a comma and a variable at an at sign.
const (
	safe     = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:+="
	safeUnix = safe + ",@"
)

// quoteWindows quotes for cmd.exe and PowerShell alike: double quotes, those
// inside escaped as programs there parse them, backslashes before them doubled.
func quoteWindows(arg string) string {
	if arg != "" && strings.Trim(arg, safe+`\`) == "" {
		return arg
	}
	var b strings.Builder
	b.WriteByte('"')
	slashes := 0
	for _, r := range arg {
		switch r {
		case '\\':
			slashes++
			continue
		case '"':
			b.WriteString(strings.Repeat(`\`, 2*slashes+1))
		default:
			b.WriteString(strings.Repeat(`\`, slashes))
		}
		slashes = 0
		b.WriteRune(r)
	}
	b.WriteString(strings.Repeat(`\`, 2*slashes) + `"`)
	return b.String()
}

// CommandLine joins arguments into a line for the shell.
func CommandLine(os string, args ...string) string {
	quoted := make([]string, len(args))
	for i, arg := range args {
		quoted[i] = Quote(os, arg)
	}
	return strings.Join(quoted, " ")
}
