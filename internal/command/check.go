package command

type checkCommand struct{ targetQuery }

// Help returns what --help says below the first line.
func (checkCommand) Help() string {
	return `
All mistakes are written to standard error, each with its place in the query and
where there is one with what to do. So are warnings: of a part that nothing or
everything meets, and of a time that is compared with one instant. A query that
is fine prints nothing. The exit status is 0 if there are no more than warnings.

    searchfilter check 'stauts = PUBLISHED and name == smoke'
`
}

// Run reports what is wrong.
func (c *checkCommand) Run(s *Streams) error {
	q, err := c.Parse(s)
	if err == nil {
		c.Report(s, q.Warnings())
	}
	return err
}
