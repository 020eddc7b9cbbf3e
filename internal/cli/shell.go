package cli

import "strings"

// quote spells an argument so that the shell of the given system passes it on
// as it is. Plain words stay safe.
func quote(arg, system string) string {
	if system == "windows" {
		return quoteWindows(arg)
	}
	if arg != "" && arg[0] != '=' && strings.Trim(arg, safeUnix) == "" {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}

// Characters that mean nothing to a shell: to any of them, and to those of
// Unix. PowerShell makes a list at a comma and a variable at an at sign.
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

// commandLine joins arguments into a line for the shell.
func commandLine(system string, args ...string) string {
	quoted := make([]string, len(args))
	for i, arg := range args {
		quoted[i] = quote(arg, system)
	}
	return strings.Join(quoted, " ")
}
