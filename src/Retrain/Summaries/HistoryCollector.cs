using System.Globalization;
using Retrain.Formats.EventFiles;
using Retrain.Formats.EventFiles.Schema;

namespace Retrain.Summaries;

/// <summary>Gathers the event files of one run, in their order.</summary>
internal sealed class HistoryCollector
{
    private const int LongestText = 200;

    private readonly List<HistoryFile> files = [];
    private readonly Series<ScalarPoint> scalars = new();
    private readonly Series<HistogramPoint> histograms = new();
    private readonly Series<(long Step, string Kind, string Text)> others = new();

    /// <summary>Reads a file as far as it is sound.</summary>
    /// <exception cref="EventFileException">The system cannot read it.</exception>
    public void Add(string path, CancellationToken cancellationToken)
    {
        using EventFileReader reader = EventFileReader.Open(path);
        var decoder = new SummaryDecoder();
        int events = 0;
        foreach (Event next in reader.Events())
        {
            cancellationToken.ThrowIfCancellationRequested();
            events += next.CalculateSize() > 0 ? 1 : 0;
            Add(next, decoder);
        }

        files.Add(new HistoryFile(path, events, reader.Damage?.ToString()));
    }

    /// <summary>All that was gathered.</summary>
    public HistoryRun ToRun(string name) => new(
        name,
        files,
        [.. scalars.All.Select(s => new ScalarSeries(s.Tag, s.Points))],
        [.. histograms.All.Select(s => new HistogramSeries(s.Tag, s.Points))],
        [.. others.All.Select(s => new OtherSeries(
            s.Tag, s.Points[^1].Kind, s.Points.Count, s.Points[0].Step, s.Points[^1].Step, s.Points[^1].Text))]);

    private void Add(Event next, SummaryDecoder decoder)
    {
        switch (next.WhatCase)
        {
            case Event.WhatOneofCase.Summary:
                foreach (Summary.Types.Value value in next.Summary.Value)
                {
                    Add(value.Tag, next.Step, next.WallTime, decoder.Decode(value));
                }

                break;
            case Event.WhatOneofCase.GraphDef:
                Other("graph", next.Step, "graph", Bytes(next.GraphDef.Length));
                break;
            case Event.WhatOneofCase.SessionLog when next.SessionLog.Status == SessionLog.Types.SessionStatus.Start:
                // The run went on from here; what it had computed beyond is computed again.
                scalars.DropFrom(p => p.Step >= next.Step);
                histograms.DropFrom(p => p.Step >= next.Step);
                others.DropFrom(p => p.Step >= next.Step);
                break;
            default:
                break;
        }
    }

    private void Add(string tag, long step, double time, SummaryContent content)
    {
        switch (content)
        {
            case SummaryContent.Scalar scalar:
                scalars.Add(tag, new ScalarPoint(step, time, scalar.Value));
                break;
            case SummaryContent.Distribution d:
                histograms.Add(tag, new HistogramPoint(step, time, d.Min, d.Max, d.Mean, d.Count));
                break;
            case SummaryContent.Pictures pictures:
                string many = pictures.Files.Count == 1 ? "" : $"{pictures.Files.Count} of ";
                Other(tag, step, "image", $"{many}{pictures.Width} x {pictures.Height}, {Bytes(pictures.Files.Sum(f => (long)f.Length))}");
                break;
            case SummaryContent.Texts texts:
                Other(tag, step, "text", string.Join(" | ", texts.Strings.Take(20)));
                break;
            case SummaryContent.HyperParameters parameters:
                Other(tag, step, "hyper-parameters", string.Join(", ", parameters.Chosen.Take(50).Select(p => $"{p.Key} {p.Value}")));
                break;
            case SummaryContent.Other other:
                Other(tag, step, other.Kind, "");
                break;
            default:
                break;
        }
    }

    private void Other(string tag, long step, string kind, string text) =>
        others.Add(tag, (step, kind, text.Length > LongestText ? text[..LongestText] + "..." : text));

    private static string Bytes(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} bytes");

    /// <summary>Points by tag, tags in the order of their first point.</summary>
    private sealed class Series<T>
    {
        private readonly Dictionary<string, List<T>> points = new(StringComparer.Ordinal);
        private readonly List<string> order = [];

        public IEnumerable<(string Tag, List<T> Points)> All => order.Where(t => points[t].Count > 0).Select(t => (t, points[t]));

        public void Add(string tag, T point)
        {
            if (!points.TryGetValue(tag, out List<T>? list))
            {
                points.Add(tag, list = []);
                order.Add(tag);
            }

            list.Add(point);
        }

        public void DropFrom(Predicate<T> isDropped)
        {
            foreach (List<T> list in points.Values)
            {
                list.RemoveAll(isDropped);
            }
        }
    }
}
