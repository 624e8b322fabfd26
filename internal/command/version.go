package command

import "runtime/debug"

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
