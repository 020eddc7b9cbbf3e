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
	"bash":       fixed(func(c *cobra.Command, w io.Writer) error { return c.GenBashCompletionV2(w, true) }, bashFixes),
	"zsh":        fixed((*cobra.Command).GenZshCompletion, flagFixes("=~ ")),
	"fish":       fixed(func(c *cobra.Command, w io.Writer) error { return c.GenFishCompletion(w, true) }, flagFixes("string match -r -- ")),
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

// flagFixes returns what newsvc changes in cobra's script for zsh or fish. A word that contains
// "-" and later "=", such as features-=docs, isn't a flag: only one that begins with "-" is.
func flagFixes(before string) [][2]string {
	return [][2]string{{before + "'-.*='", before + "'^-.*='"}}
}

// fixed returns a writer of a script with changes.
func fixed(write func(*cobra.Command, io.Writer) error, fixes [][2]string) func(*cobra.Command, io.Writer) error {
	return func(c *cobra.Command, w io.Writer) error {
		var script strings.Builder
		if err := write(c, &script); err != nil {
			return err
		}
		text := script.String()
		for _, fix := range fixes {
			if strings.Count(text, fix[0]) != 1 {
				return fmt.Errorf("cobra's script is not the one that newsvc knows: it lacks %q", fix[0])
			}
			text = strings.Replace(text, fix[0], fix[1], 1)
		}
		_, err := io.WriteString(w, text)
		return err
	}
}
