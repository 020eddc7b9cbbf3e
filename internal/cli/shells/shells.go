// Package shells writes the scripts that complete commands in shells.
package shells

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// Scripts are the shells that newsvc writes scripts for.
var Scripts = map[string]func(*cobra.Command, io.Writer) error{
	"bash":       writeBash,
	"zsh":        (*cobra.Command).GenZshCompletion,
	"fish":       func(c *cobra.Command, w io.Writer) error { return c.GenFishCompletion(w, true) },
	"powershell": (*cobra.Command).GenPowerShellCompletionWithDesc,
}

// Names are their names.
var Names = []string{"bash", "zsh", "fish", "powershell"}

// bashFixes are what newsvc changes in cobra's script for bash. printf %q escapes a comma,
// so that nothing after one in a list would match what is typed. And the function that
// belongs to bash-completion may be missing.
var bashFixes = [][2]string{
	{
		"        # Only consider the completions that match\n        [[ $comp ==",
		"        comp=${comp//\\\\,/,}\n        # Only consider the completions that match\n        [[ $comp ==",
	},
	{
		"        COMPREPLY[0]=$(printf \"%q\" \"${COMPREPLY[0]%%$tab*}\")\n",
		"        COMPREPLY[0]=$(printf \"%q\" \"${COMPREPLY[0]%%$tab*}\")\n        COMPREPLY[0]=${COMPREPLY[0]//\\\\,/,}\n",
	},
	{
		"    _get_comp_words_by_ref \"$@\" cur prev words cword\n",
		"    if ! declare -F _get_comp_words_by_ref >/dev/null 2>&1; then\n" +
			"        printf '\\nnewsvc: completion in bash needs bash-completion: install the package bash-completion, and start a new shell\\n'\n" +
			"        __newsvc_reprint_commandLine\n" +
			"        return 1\n" +
			"    fi\n" +
			"    _get_comp_words_by_ref \"$@\" cur prev words cword\n",
	},
}

// writeBash writes the script for bash.
func writeBash(c *cobra.Command, w io.Writer) error {
	var script strings.Builder
	if err := c.GenBashCompletionV2(&script, true); err != nil {
		return err
	}
	text := script.String()
	for _, fix := range bashFixes {
		if strings.Count(text, fix[0]) != 1 {
			return fmt.Errorf("cobra's script is not the one that newsvc knows: it lacks %q", fix[0])
		}
		text = strings.Replace(text, fix[0], fix[1], 1)
	}
	_, err := io.WriteString(w, text)
	return err
}
