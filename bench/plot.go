package main

import (
	"bytes"
	"image/color"
	"io"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/searchfilter/searchfilter/bench/internal/report"
)

// plotConditions are the sizes of the wide queries of the plot.
var plotConditions = []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}

// plotRecords is how many records its queries are checked and timed on: with a
// thousand conditions a slow peer needs minutes for all.
const plotRecords = 1000

// plotColors can be told apart by those who see few colors (Okabe and Ito, 2008).
var plotColors = []color.RGBA{
	{0x00, 0x00, 0x00, 0xff},
	{0xe6, 0x9f, 0x00, 0xff},
	{0x56, 0xb4, 0xe9, 0xff},
	{0x00, 0x9e, 0x73, 0xff},
	{0xd5, 0x5e, 0x00, 0xff},
	{0x00, 0x72, 0xb2, 0xff},
	{0xcc, 0x79, 0xa7, 0xff},
	{0x88, 0x88, 0x88, 0xff},
}

// writePlot writes the time to filter, by the number of conditions, as SVG. The
// same series always give the same bytes.
func writePlot(w io.Writer, all []*series) error {
	p := plot.New()
	p.Title.Text = "Filter 100,000 records, by the conditions that an or joins"
	p.X.Label.Text, p.Y.Label.Text = "conditions", "time"
	p.X.Scale, p.Y.Scale = plot.LogScale{}, plot.LogScale{}
	p.X.Tick.Marker = plot.LogTicks{Prec: -1}
	p.Y.Tick.Marker = plot.TickerFunc(func(min, max float64) []plot.Tick {
		ticks := plot.LogTicks{Prec: -1}.Ticks(min, max)
		for i := range ticks {
			if ticks[i].Label != "" {
				ticks[i].Label = report.Duration(ticks[i].Value)
			}
		}
		return ticks
	})
	p.Legend.Top, p.Legend.Left = true, true
	p.Add(plotter.NewGrid())
	for _, style := range []*font.Font{&p.Title.TextStyle.Font, &p.X.Label.TextStyle.Font, &p.Y.Label.TextStyle.Font,
		&p.X.Tick.Label.Font, &p.Y.Tick.Label.Font, &p.Legend.TextStyle.Font} {
		style.Variant = "Sans"
	}

	drawn := 0
	for i := range peers {
		var points plotter.XYs
		for _, s := range all {
			if len(s.ns[i]) > 0 {
				points = append(points, plotter.XY{X: float64(len(s.query.conditions)), Y: report.Median(s.ns[i])})
			}
		}
		if points == nil || peers[i].unplotted {
			continue
		}
		line, dots, err := plotter.NewLinePoints(points)
		if err != nil {
			return err
		}
		line.Color, dots.Color = plotColors[drawn%len(plotColors)], plotColors[drawn%len(plotColors)]
		line.Width, dots.Radius, dots.Shape = vg.Points(1.2), vg.Points(1.8), draw.CircleGlyph{}
		if i == 0 {
			line.Width, dots.Radius = vg.Points(2.5), vg.Points(3)
		}
		if peers[i].name == byHand {
			line.Dashes = []vg.Length{vg.Points(4), vg.Points(3)}
		}
		p.Add(line, dots)
		p.Legend.Add(peers[i].name, line, dots)
		drawn++
	}
	canvas := vgsvg.New(8*vg.Inch, 5*vg.Inch)
	p.Draw(draw.New(canvas))
	var svg bytes.Buffer
	if _, err := canvas.WriteTo(&svg); err != nil {
		return err
	}
	// Few systems have this font; the ones that follow are as wide.
	text := strings.ReplaceAll(svg.String(), "font-family:Liberation Sans;", "font-family:Liberation Sans,Arial,Helvetica,sans-serif;")
	_, err := io.WriteString(w, text)
	return err
}
