using System.Globalization;
using System.Text.Json;

namespace Retrain.EndToEnd;

/// <summary>What the original's label_image prints for TensorFlow's graphs was recorded, 45 cases; here is what ours prints.</summary>
/// <param name="output">Gets the differences.</param>
public sealed class LabelImageCaseSpecs(ITestOutputHelper output) : IDisposable
{
    /// <summary>What scores of a float graph may differ by, when both programs see the same pixels.</summary>
    private const double Float = 1e-4;

    /// <summary>Quantised: a value may fall to the neighbouring level.</summary>
    private const double Quantised = 0.03;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => [.. LabelImageCase.All.Select(c => c.Name)];

    /// <summary>Those whose photo is a JPEG, but for the ones that fail or answer the same to every photo.</summary>
    public static TheoryData<string> Jpegs =>
    [
        .. LabelImageCase.All
            .Where(c => c.Original.Exit == 0 && c.Tolerance > Float && c.Options.Contains(".jpg ", StringComparison.Ordinal))
            .Select(c => c.Name),
    ];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task I_get_the_originals_answer_or_a_better_one(string name)
    {
        LabelImageCase row = LabelImageCase.All.Single(c => c.Name == name);
        MakeFolder();

        ProgramRun run = await Programs.LabelImage(folder, row.Options.Split(' '));

        Assert.True(row.Ours.Exit == run.ExitCode, $"exit {run.ExitCode}: {run.Error}");
        Assert.All(row.Says, text => Assert.Contains(text, run.Error, StringComparison.Ordinal));
        if (row.Ours.Exit != 0)
        {
            Assert.Empty(run.Out);
            Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            return;
        }

        Assert.Empty(run.Error);
        string? answered = row.Original.Exit == 0 ? row.Name : row.As;
        if (answered is not null)
        {
            Compare(Recorded(answered), run.Out, row.Tolerance);
        }
    }

    /// <summary>
    /// TensorFlow decodes JPEG with the fast DCT, whose pixels differ from everybody else's by a level in the mean. Where pixels of the
    /// fast DCT are put in, the scores are TensorFlow's: so the wider tolerance of the JPEG cases is the decoder's alone.
    /// </summary>
    [Theory]
    [MemberData(nameof(Jpegs))]
    public async Task I_get_the_originals_scores_where_a_jpeg_is_decoded_with_its_fast_DCT(string name)
    {
        LabelImageCase row = LabelImageCase.All.Single(c => c.Name == name);
        MakeFolder();
        await Programs.SkipUnless(folder, "djpeg -version");
        string[] options = row.Options.Split(' ');
        ProgramRun djpeg = await Programs.Shell(folder, $"djpeg -dct fast -bmp -outfile photo.bmp '{options[1]}'");
        Assert.True(djpeg.ExitCode == 0, djpeg.Error);

        ProgramRun run = await Programs.LabelImage(folder, [.. options, "--image", "photo.bmp"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Compare(Recorded(name), run.Out, row.Tolerance == Quantised ? Quantised : Float);
    }

    [Fact]
    public void Table_of_cases_is_that_of_the_recording()
    {
        JsonElement[] recorded = ReadRecording();

        Assert.Equal(45, LabelImageCase.All.Count);
        Assert.Equal(recorded.Select(c => c.GetProperty("flags").GetString()), LabelImageCase.All.Select(c => c.Options));
        Assert.Equal(recorded.Select(c => c.GetProperty("exit_status").GetInt32()), LabelImageCase.All.Select(c => c.Original.Exit));
        Assert.All(LabelImageCase.All, row =>
        {
            bool isBetter = row is { Verdict: "better", Original.Exit: not 0, Ours.Exit: 0, Reason.Length: > 0 };
            Assert.True(row.Verdict == "same" ? row.Ours.Exit == row.Original.Exit : isBetter, row.Name);
            string photo = row.Options.Split(' ')[1];
            bool isJpeg = photo.EndsWith(".jpg", StringComparison.Ordinal) && !photo.Contains("is_a_png", StringComparison.Ordinal);
            bool isQuantised = row.Options.Contains("quantops", StringComparison.Ordinal);
            Assert.True(row.Ours.Exit != 0 || row.Tolerance <= Float || isJpeg || isQuantised, row.Name);
        });
    }

    private static JsonElement[] ReadRecording()
    {
        string path = SharedData.Shared("fixtures", "label_image", "label_image.json");
        using JsonDocument recording = JsonDocument.Parse(File.ReadAllText(path));
        return [.. recording.RootElement.Clone().EnumerateArray()];
    }

    private static string[] Recorded(string name)
    {
        int index = LabelImageCase.All.Select(c => c.Name).ToList().IndexOf(name);
        return [.. ReadRecording()[index].GetProperty("stdout").EnumerateArray().Select(line => line.GetString()!)];
    }

    /// <summary>The folder of links in which the recorded command lines run.</summary>
    private void MakeFolder()
    {
        string cases = SharedData.Shared("fixtures", "label_image");
        Directory.CreateSymbolicLink(folder["flowers_small"], SharedData.Shared("flowers_small"));
        Directory.CreateSymbolicLink(folder["runs"], SharedData.Shared("fixtures", "retrain_runs"));
        Directory.CreateSymbolicLink(folder["formats"], Path.Combine(cases, "formats"));
        Directory.CreateSymbolicLink(folder["labels"], Path.Combine(cases, "labels"));
        File.CreateSymbolicLink(folder["ties.pb"], Path.Combine(cases, "ties.pb"));
    }

    /// <summary>Same labels, same order but for neighbours closer than the tolerance, numbers as numpy prints them.</summary>
    private void Compare(string[] recorded, string text, double tolerance)
    {
        if (tolerance == 0)
        {
            Assert.Equal(string.Concat(recorded.Select(line => line + "\n")), text);
            return;
        }

        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        (string Label, double Score)[] theirs = [.. recorded.Select(Split)];
        string[] lines = text[..^1].Split('\n');
        (string Label, double Score)[] ours = [.. lines.Select(Split)];
        Assert.All(lines, line => NumpyFloat.Check(line[(line.LastIndexOf(' ') + 1)..]));
        Assert.Equal(theirs.Select(t => t.Label).Order(StringComparer.Ordinal), ours.Select(o => o.Label).Order(StringComparer.Ordinal));
        double largest = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            double score = theirs.First(t => t.Label == ours[i].Label).Score;
            largest = Math.Max(largest, Math.Abs(ours[i].Score - score));
            Assert.True(Math.Abs(score - theirs[i].Score) <= tolerance, $"line {i + 1} is {lines[i]}, the original's {recorded[i]}");
        }

        output.WriteLine($"largest difference {largest:g2} of {tolerance}");
        Assert.True(largest <= tolerance, $"largest difference {largest:g3}, allowed {tolerance}:\n{text}");
        Assert.Equal(theirs[0].Label, ours[0].Label);
    }

    private static (string Label, double Score) Split(string line)
    {
        int blank = line.LastIndexOf(' ');
        return (line[..blank], double.Parse(line.AsSpan(blank + 1), CultureInfo.InvariantCulture));
    }
}
