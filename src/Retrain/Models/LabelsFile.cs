using System.Text;
using Retrain.Foundation;

namespace Retrain.Models;

/// <summary>The text file with one label a line, which people edit by hand.</summary>
internal static class LabelsFile
{
    /// <summary>Its name in a model folder.</summary>
    public const string Name = "labels.txt";

    /// <summary>Its name beside a graph that the original wrote.</summary>
    public const string OriginalName = "output_labels.txt";

    /// <summary>The text: each label, line feed.</summary>
    /// <exception cref="RetrainException">A label holds a line break.</exception>
    public static string Text(IReadOnlyList<string> labels)
    {
        if (labels.FirstOrDefault(l => l.AsSpan().ContainsAny('\r', '\n')) is { } broken)
        {
            throw new RetrainException(
                $"the label '{broken.ReplaceLineEndings("\\n")}' holds a line break, which a labels file cannot: rename its folder");
        }

        return string.Concat(labels.Select(l => l + "\n"));
    }

    /// <summary>
    /// Reads a file for a model with <paramref name="count"/> outputs. As the original, white space at line ends is dropped, so Windows
    /// line ends do no harm; empty lines at the end count only as far as the model needs them. UTF-8, or UTF-16 with its mark.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="count">Labels that are needed.</param>
    /// <param name="orMore">As the original: further labels are left out. Not where a model says itself which labels it has.</param>
    /// <exception cref="RetrainException">Missing, unreadable, or another number of labels.</exception>
    public static IReadOnlyList<string> Read(string path, int count, bool orMore = false)
    {
        string text;
        try
        {
            text = StrictText.Read(path);
        }
        catch (DecoderFallbackException e)
        {
            throw new RetrainException($"labels file '{path}' is not UTF-8 text: save it as UTF-8", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException(
                File.Exists(path)
                    ? $"labels file '{path}' cannot be read: {e.OneLine()}"
                    : $"labels file '{path}' does not exist (--labels)", e);
        }

        IReadOnlyList<string> labels = Parse(text, count);
        return labels.Count == count || (orMore && labels.Count > count)
            ? [.. labels.Take(count)]
            : throw new RetrainException($"labels file '{path}' has {labels.Count} {(labels.Count == 1 ? "label" : "labels")}, "
                + $"the model answers for {count} classes: use the file that belongs to the model");
    }

    /// <summary>The labels of a text; see <see cref="Read"/>. Their number may differ from <paramref name="count"/>.</summary>
    public static IReadOnlyList<string> Parse(string text, int count)
    {
        List<string> lines = [.. text.Split('\n').Select(line => line.TrimEnd())];
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        // The original's spelling can make a label of blanks alone, so an empty line may be a label that the model needs.
        int needed = lines.Count < count ? 0 : count;
        while (lines.Count > needed && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines;
    }

    /// <summary>Refuses a labels file that does not say what the model itself says (line ends and white space at the end aside).</summary>
    /// <param name="path">The file, for the message.</param>
    /// <param name="fromFile">Its labels.</param>
    /// <param name="fromModel">The model's labels, the same number.</param>
    /// <param name="orderOnly">Allow other names, translated ones for instance, and refuse only the model's names in another order.</param>
    /// <exception cref="RetrainException">They differ.</exception>
    public static void CheckAgainstModel(
        string path, IReadOnlyList<string> fromFile, IReadOnlyList<string> fromModel, bool orderOnly = false)
    {
        string[] model = [.. fromModel.Select(l => l.TrimEnd())];
        int line = Enumerable.Range(0, model.Length).FirstOrDefault(i => fromFile[i] != model[i], -1);
        if (line < 0 || (orderOnly && !fromFile.Order(StringComparer.Ordinal).SequenceEqual(model.Order(StringComparer.Ordinal))))
        {
            return;
        }

        throw new RetrainException(
            $"labels file '{path}' does not belong to the model: line {line + 1} says '{fromFile[line]}', "
                + $"the model's class {line + 1} is '{model[line]}'; restore it, or remove it: the model holds its labels itself");
    }
}
