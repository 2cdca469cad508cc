using System.Buffers;
using System.Text;
using Retrain.Foundation;

namespace Retrain.Prediction;

/// <summary>Predictions as text: the original label_image's lines, CSV and JSON. Pure functions; the same in every culture.</summary>
public static class LabelImageText
{
    /// <summary>How many classes the original shows.</summary>
    public const int DefaultTop = 5;

    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",\"\r\n");

    /// <summary>
    /// The original's lines, <c>label score</c> each with a line feed, best first; scores as numpy prints float32 (<c>0.99071777</c>,
    /// <c>5.3509e-05</c>). Empty for an unusable photo.
    /// </summary>
    /// <param name="prediction">Of one photo.</param>
    /// <param name="top">Largest number of lines, 1 or more.</param>
    public static string Lines(Prediction prediction, int top = DefaultTop)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        return string.Concat(prediction.Scores.Take(top).Select(s => s.Label + " " + NumpyText.Float(s.Score) + "\n"));
    }

    /// <summary>
    /// The CSV header that goes with <see cref="CsvRow"/>: <c>file,label,score,label_2,score_2,...,error</c> and a line end (CR LF).
    /// </summary>
    /// <param name="top">Classes a row, 1 or more.</param>
    public static string CsvHeader(int top = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        return "file," + string.Concat(Enumerable.Range(1, top).Select(i => i == 1 ? "label,score," : $"label_{i},score_{i},"))
            + "error\r\n";
    }

    /// <summary>
    /// One photo as a row of CSV (RFC 4180, ends with CR LF). An unusable photo has its reason in the last field and no labels.
    /// </summary>
    /// <param name="prediction">Of one photo.</param>
    /// <param name="top">Classes a row, 1 or more; fields stay empty where the model has fewer.</param>
    public static string CsvRow(Prediction prediction, int top = 1)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        var row = new StringBuilder(CsvField(prediction.File)).Append(',');
        for (int i = 0; i < top; i++)
        {
            row.Append(i < prediction.Scores.Count ? CsvField(prediction.Scores[i].Label) + ","
                + NumpyText.Float(prediction.Scores[i].Score) + "," : ",,");
        }

        return row.Append(CsvField(prediction.Problem ?? "")).Append("\r\n").ToString();
    }

    /// <summary>
    /// One photo as a JSON object on one line, without a line end:
    /// <c>{"file":"a.jpg","scores":[{"label":"daisy","score":0.98}],"error":null}</c>. A score that is no number (JSON has none) is null.
    /// </summary>
    /// <param name="prediction">Of one photo.</param>
    /// <param name="top">Largest number of classes, 1 or more; default all.</param>
    public static string Json(Prediction prediction, int top = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        return JsonText.Line(json =>
        {
            json.WriteStartObject();
            json.WriteString("file", prediction.File);
            json.WriteStartArray("scores");
            foreach (LabelScore score in prediction.Scores.Take(top))
            {
                json.WriteStartObject();
                json.WriteString("label", score.Label);
                json.WriteNumberOrNull("score", score.Score);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("error", prediction.Problem);
            json.WriteEndObject();
        });
    }

    private static string CsvField(string text) =>
        text.AsSpan().ContainsAny(NeedsQuotes) ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;
}
