package command

import (
	"runtime/debug"

	"github.com/spf13/cobra"
)

// newVersion returns the command that prints the version.
func newVersion(s *Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version.",
		Long: `It is that of the module, with the revision where the Go command recorded it.

    searchfilter version`,
		RunE: func(*cobra.Command, []string) error { return s.print("searchfilter " + version() + "\n") },
	}
}

// version returns the version of this program, as the Go command recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown version)"
	}
	return versionOf(info)
}

// versionOf returns the module's version and, where it is known, the revision.
func versionOf(info *debug.BuildInfo) string {
	v := info.Main.Version
	if v == "" {
		v = "(devel)" // as the Go command calls it
	}
	settings := make(map[string]string)
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if revision := settings["vcs.revision"]; revision != "" {
		v += " " + settings["vcs"] + " " + revision
	}
	if settings["vcs.modified"] == "true" {
		v += " modified"
	}
	return v
}
