package command

type checkCommand struct{ QueryArgs }

// Help returns what --help says below the first line.
func (checkCommand) Help() string {
	return `
All mistakes are written to standard error, each with its place in the query and
where there is one with what to do. A query that is fine prints nothing.

    searchfilter check 'stauts = PUBLISHED and name == smoke'
`
}

// Run reports what is wrong.
func (c *checkCommand) Run(s *Streams) error {
	_, err := c.Parse(s)
	return err
}
