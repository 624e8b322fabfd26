package shown

// Language is the reference for those who have only the program. A line that begins with
// four spaces is a query up to the next three spaces, or up to its end.
const Language = `The query language

A query joins conditions with and, or, not and parentheses. It selects the
records of which it is true. The empty query selects every record.

    name ^= smoke and status = PUBLISHED
    tag:team = billing or tag:team = sales and not name *= draft
    (tag:team = billing or tag:team = sales) and not name *= draft

Precedence: a comparison binds tightest, then not, then and, then or. So the
second query has the and first, and not name = a negates the comparison. Two
conditions next to each other are an error: there is no and in between.

Conditions. The words on the right may be written for the operator:

    name = smoke                 the name is smoke
    name != smoke                not that: also if there is no name
    name ^= smoke                begins with it         name startswith smoke
    name *= smoke                has it somewhere       name contains smoke
    name $= smoke                ends with it           name endswith smoke
    name in (smoke, test)        name = smoke or name = test
    name not in (smoke, test)    not that: also if there is no name
    description exists           there is one, be it empty
    modified < 2026-01-31        before that day        also <= > >=

A record that lacks the field is selected by != and not in, and by not before
any other condition, and by nothing else.

Fields are those of the target: searchfilter fields lists the targets, and
searchfilter fields users the fields of one. Each is of a kind:

  text      = != in exists ^= *= $=      any text
  list      = != in exists ^= *= $=      true if it is true of one of the texts
  enum      = != in exists               one of the values that fields lists
  bool      = != in exists               true or false
  number    = != in exists < <= > >=     17, -2.50 or 6.02e23, compared exactly
  date      = != in exists < <= > >=     a day of the calendar, or -7d
  time      = != in exists < <= > >=     an instant or a day

Tags are asked for by tag: and the key. They take what texts do. A key with
other characters is quoted, behind the colon:

    tag:BPO = 123
    tag:"cost center" = 42
    tag:aws:createdBy exists
    not tag:owner exists

Quoting: a value needs quotes unless it is made of letters, digits and
_ - . / @ + % : alone. Quotes are double or single, and "smoke" is smoke. The
escapes in them are \" \' \\ \n \t \r and \uXXXX. The words and, or and not are
quoted where they are values:

    name = "smoke test (old)"
    name = 'a "quoted" name'
    name = "tab\there, \u00e9, and a backslash: \\"
    description = "and"

Case: keywords, names of fields and values of an enum are written in any case.
Texts compare with regard to case, unless an i stands behind the value or the
list. The flag --ignore-case puts one behind every comparison of a field, but
of no tag:

    name ^= smoke i
    tag:team in (billing, sales) i
    STATUS = published

Days: a date is a day, in the zone of --tz, or else UTC. = is true on that day,
< before it begins, <= before it ends, > after it ends, >= from its start:

    modified = 2026-01-31
    modified >= 2026-01-01 and modified < 2026-02-01

Instants have a time and a zone. T may be a space in quotes, and seconds may be
left out:

    modified > 2026-01-31T09:00:00Z
    modified <= 2026-01-31T09:00+01:00
    modified > "2026-01-31 09:00:30.5Z"

Relative times count back from now, or from the time of --now: weeks, days,
hours and minutes. A field that is a date takes weeks and days alone:

    modified > -7d
    modified > -2w and not modified > -12h
    modified > -30m

Lists of values follow in and not in, in parentheses, with commas:

    status in (PUBLISHED, SAVED)
    tag:site not in (kl, "new york")

Placeholders stand for values that --arg gives, so that no text of others can
change a query: $1 is the first. In a shell use single quotes around the query:

    name = $1 and tag:owner = $2

The flag --arg-file gives the values of a whole list, as in id in ($1): one on
each line of a file.

Comments are lines before the query that begin with #. They are for files, which
the flag --file reads, and for standard input.

Nothing sloppy is accepted: == && || ! LIKE and name:value are errors that say
what to write, and searchfilter fmt --fix writes it. An unknown field or value
and an operator that does not go with the field are errors, too.
searchfilter check says all that is wrong, and what is probably not meant.`
