using System.Text.RegularExpressions;

namespace Retrain.EndToEnd;

/// <summary>What <c>docs/compatibility.md</c> promises is what the programs do.</summary>
public sealed partial class CompatibilityDocumentSpecs : IDisposable
{
    private static readonly string[] Document = File.ReadAllLines(Path.Combine(SharedData.RepositoryRoot, "docs", "compatibility.md"));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Cases_in_the_document_are_those_of_the_table()
    {
        string[] rows = [.. Section("## The 79 cases").Where(line => line.StartsWith("| `", StringComparison.Ordinal))];

        Assert.Equal(string.Join('\n', OriginalCase.All.Select(c => c.Row)), string.Join('\n', rows));
    }

    [Fact]
    public void Cases_of_label_image_in_the_document_are_those_of_the_table()
    {
        string[] rows = [.. Section("## The 45 cases of label_image").Where(line => line.StartsWith("| `", StringComparison.Ordinal))];

        Assert.Equal(string.Join('\n', LabelImageCase.All.Select(c => c.Row)), string.Join('\n', rows));
    }

    [Fact]
    public void Faults_in_the_document_are_1_to_39()
    {
        int[] numbers = [.. Section("## Deliberate differences").Select(line => Numbered().Match(line)).Where(m => m.Success).Select(
            m => int.Parse(m.Groups[1].ValueSpan))];

        Assert.Equal(Enumerable.Range(1, 39), numbers);
    }

    [Theory]
    [InlineData("retrain", "## Options of retrain", 25)]
    [InlineData("label_image", "## Options of label_image", 9)]
    public async Task Options_and_defaults_in_the_document_are_those_of_the_help(string program, string section, int count)
    {
        ProgramRun run = await Programs.Run(program, folder, "", null, "--help");
        string[] help = ("\n" + run.Out).Split("\n  --", StringSplitOptions.None)[1..];
        string[][] rows = [.. Section(section).Where(line => line.StartsWith("| `--", StringComparison.Ordinal)).Select(
            line => line.Split('|', StringSplitOptions.TrimEntries))];

        Assert.Equal(count, rows.Length);
        foreach (string[] row in rows)
        {
            string name = row[1].Trim('`');
            string text = help.SingleOrDefault(h => Regex.IsMatch(h, $"^{name[2..]}[ \n]"))
                ?? throw new InvalidOperationException(name + " is not in the help");
            string byDefault =
                Default().Match(Regex.Replace(text, @"\s+", " ")) is { Success: true } match ? $"`{match.Groups[1].Value}`" : "none";
            Assert.True(row[3] == byDefault, $"{name}: the document says {row[3]}, the help {byDefault}");
            Assert.Matches("^(same($|, with )|not yet)", row[4]);
        }
    }

    private static IEnumerable<string> Section(string heading)
    {
        Assert.Contains(heading, Document);
        return Document.SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| ([0-9]+) \|")]
    private static partial Regex Numbered();

    [GeneratedRegex(@" Default: (\S+)\.( |$)")]
    private static partial Regex Default();
}
