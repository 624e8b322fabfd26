package main

import (
	"bytes"
	"context"
	stdsql "database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	_ "github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/searchfilter/searchfilter/sql"
)

// An engine runs statements.
type engine interface {
	dialect() sql.Dialect

	// run runs a statement and returns its rows, with each value as a text.
	run(statement string, args ...any) ([][]string, error)

	// takesArgs reports whether a statement may have arguments.
	takesArgs() bool

	close() error
}

// An absent error says why an engine was not found.
type absent struct{ why string }

func (a absent) Error() string { return a.why }

// A starter starts an engine. The error is absent if this machine does not have it.
type starter struct {
	name  string
	start func() (engine, error)
}

// engines has all engines.
var engines = []starter{
	{"SQLite", startSQLite},
	{"DuckDB", startDuckDB},
	{"PostgreSQL", startPostgreSQL},
	{"MariaDB", startMariaDB},
	{"Trino", startTrino},
}

// A database is an engine with a driver for Go.
type database struct {
	spelling sql.Dialect
	pool     *stdsql.DB
	conn     *stdsql.Conn // one, so that what a session is set to stays
	stop     func() error
}

func newDatabase(d sql.Dialect, driver, source string, stop func() error) (*database, error) {
	pool, err := stdsql.Open(driver, source)
	if err != nil {
		return nil, errors.Join(err, stop())
	}
	conn, err := pool.Conn(context.Background())
	if err != nil {
		return nil, errors.Join(err, pool.Close(), stop())
	}
	return &database{d, pool, conn, stop}, nil
}

func (db *database) dialect() sql.Dialect { return db.spelling }
func (db *database) takesArgs() bool      { return true }
func (db *database) close() error         { return errors.Join(db.conn.Close(), db.pool.Close(), db.stop()) }

func (db *database) run(statement string, args ...any) (list [][]string, err error) {
	rows, err := db.conn.QueryContext(context.Background(), statement, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		values := make([]any, len(columns))
		pointers := make([]any, len(columns))
		for i := range values {
			pointers[i] = &values[i]
		}
		if err := rows.Scan(pointers...); err != nil {
			return nil, err
		}
		row := make([]string, len(columns))
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			row[i] = fmt.Sprint(v)
		}
		list = append(list, row)
	}
	return list, rows.Err()
}

func nothing() error { return nil }

func startSQLite() (engine, error) {
	return newDatabase(sql.SQLite, "sqlite", ":memory:", nothing)
}

// startPostgreSQL starts a server with a socket and data in a new folder. Closing the engine
// removes the folder. The server refuses to run as root, and then runs as the user postgres.
func startPostgreSQL() (engine, error) {
	bin, err := postgresFolder()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "sqltest")
	if err != nil {
		return nil, err
	}
	as := func(name string, args ...string) *exec.Cmd {
		return exec.Command(filepath.Join(bin, name), args...)
	}
	if os.Geteuid() == 0 {
		if err := handOver(dir, "postgres"); err != nil {
			return nil, err
		}
		as = func(name string, args ...string) *exec.Cmd {
			return exec.Command("runuser", append([]string{"-u", "postgres", "--", filepath.Join(bin, name)}, args...)...)
		}
	}
	data := filepath.Join(dir, "data")
	remove := func() error { return os.RemoveAll(dir) }
	if out, err := run(as("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"), dir); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), remove())
	}
	options := "-c listen_addresses='' -c fsync=off -c unix_socket_directories=" + dir
	if out, err := run(as("pg_ctl", "-D", data, "-w", "-l", filepath.Join(dir, "log"), "-o", options, "start"), dir); err != nil {
		return nil, errors.Join(fmt.Errorf("pg_ctl: %w: %s", err, out), remove())
	}
	stop := func() error {
		_, err := run(as("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"), dir)
		return errors.Join(err, remove())
	}
	return newDatabase(sql.PostgreSQL, "pgx", "host="+dir+" user=postgres dbname=postgres sslmode=disable", stop)
}

// startMariaDB starts a server as startPostgreSQL does. It runs as the present user.
func startMariaDB() (engine, error) {
	server, err := exec.LookPath("mariadbd")
	if err != nil {
		return nil, absent{"there is no mariadbd"}
	}
	install, err := exec.LookPath("mariadb-install-db")
	if err != nil {
		return nil, absent{"there is no mariadb-install-db"}
	}
	me, err := user.Current()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "sqltest")
	if err != nil {
		return nil, err
	}
	data, socket := filepath.Join(dir, "data"), filepath.Join(dir, "socket")
	remove := func() error { return os.RemoveAll(dir) }
	if out, err := run(exec.Command(install, "--no-defaults", "--user="+me.Username, "--datadir="+data, "--auth-root-authentication-method=normal", "--skip-test-db"), dir); err != nil {
		return nil, errors.Join(fmt.Errorf("mariadb-install-db: %w: %s", err, out), remove())
	}
	cmd := exec.Command(server, "--no-defaults", "--user="+me.Username, "--datadir="+data, "--socket="+socket, "--skip-networking",
		"--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci", "--max-allowed-packet=64M", "--log-error="+filepath.Join(dir, "log"))
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, remove())
	}
	stop := func() error {
		err := cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		return errors.Join(err, remove())
	}
	for range 600 {
		if _, err := os.Stat(socket); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	db, err := newDatabase(sql.MySQL, "mysql", me.Username+"@unix("+socket+")/?charset=utf8mb4&maxAllowedPacket=0", stop)
	if err != nil {
		return nil, err
	}
	for _, s := range []string{"CREATE DATABASE sqltest", "USE sqltest"} {
		if _, err := db.run(s); err != nil {
			return nil, errors.Join(err, db.close())
		}
	}
	return db, nil
}

// run runs a command in a folder that its user can read. It does not wait for processes that the
// command leaves running.
func run(cmd *exec.Cmd, dir string) (output string, err error) {
	out, err := os.CreateTemp("", "sqltest")
	if err != nil {
		return "", err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, out
	err = cmd.Run()
	text, readErr := os.ReadFile(out.Name())
	return string(text), errors.Join(err, readErr)
}

// handOver gives a folder to a user.
func handOver(dir, name string) error {
	u, err := user.Lookup(name)
	if err != nil {
		return absent{"root cannot start it, and there is no user " + name}
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	return os.Chown(dir, uid, gid)
}

// postgresFolder returns the folder with PostgreSQL's programs. Debian does not have it in the
// path.
func postgresFolder() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", absent{"there is no initdb"}
	}
	return filepath.Dir(slices.Max(found)), nil
}

// A trino is a server that runs already, since it takes long to start.
type trino struct {
	address string
	zone    string // of the session; none if empty
}

func startTrino() (engine, error) {
	address := os.Getenv("SQLTEST_TRINO")
	if address == "" {
		return nil, absent{"SQLTEST_TRINO is not set: see trino/run"}
	}
	return &trino{address: address}, nil
}

func (t *trino) dialect() sql.Dialect { return sql.Trino }
func (t *trino) takesArgs() bool      { return false }
func (t *trino) close() error         { return nil }

// run sends a statement, and fetches its result until it is complete.
func (t *trino) run(statement string, args ...any) (list [][]string, err error) {
	if len(args) > 0 {
		return nil, errors.New("there are arguments")
	}
	if zone, ok := strings.CutPrefix(statement, "SET TIME ZONE "); ok {
		t.zone = strings.Trim(zone, "'")
		return nil, nil
	}
	request, err := http.NewRequest("POST", t.address+"/v1/statement", strings.NewReader(statement))
	if err != nil {
		return nil, err
	}
	for {
		request.Header.Set("X-Trino-User", "sqltest")
		request.Header.Set("X-Trino-Catalog", "memory")
		request.Header.Set("X-Trino-Schema", "default")
		request.Header.Set("X-Trino-Session", "task_concurrency=1")
		if t.zone != "" {
			request.Header.Set("X-Trino-Time-Zone", t.zone)
		}
		var answer struct {
			NextURI string  `json:"nextUri"`
			Data    [][]any `json:"data"`
			Error   *struct {
				Message string `json:"message"`
			} `json:"error"`
		}
		if err := fetch(request, &answer); err != nil {
			return nil, err
		}
		if answer.Error != nil {
			return nil, errors.New(answer.Error.Message)
		}
		for _, values := range answer.Data {
			row := make([]string, len(values))
			for i, v := range values {
				row[i] = fmt.Sprint(v)
			}
			list = append(list, row)
		}
		if answer.NextURI == "" {
			return list, nil
		}
		if request, err = http.NewRequest("GET", answer.NextURI, nil); err != nil {
			return nil, err
		}
	}
}

// fetch sends a request and decodes the answer. It asks a busy server again.
func fetch(request *http.Request, answer any) error {
	for range 100 {
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		switch {
		case err != nil:
			return err
		case response.StatusCode == http.StatusServiceUnavailable:
			time.Sleep(100 * time.Millisecond)
			continue
		case response.StatusCode != http.StatusOK:
			return fmt.Errorf("%s: %s", response.Status, body)
		}
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		return d.Decode(answer)
	}
	return errors.New("the server is busy")
}
