using System.Text.RegularExpressions;

namespace Retrain.Cli.Tests;

/// <summary>What <c>docs/field-cases.md</c> says is held by a test is held by one.</summary>
public sealed partial class FieldCaseTableTests
{
    private static readonly string[][] Rows =
    [
        .. File.ReadAllLines(Path.Combine(SharedData.RepositoryRoot, "docs", "field-cases.md"))
            .Where(line => CaseRow().IsMatch(line))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    private static readonly HashSet<string> Tests =
    [
        .. Directory.GetFiles(Path.Combine(SharedData.RepositoryRoot, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(TestsOf),
    ];

    [Fact]
    public void Rows_HaveFourCellsAndEachCaseOnce()
    {
        Assert.All(Rows, row => Assert.Equal(4, row.Length));
        Assert.Equal(Rows.Length, Rows.Select(row => row[0]).Distinct().Count());
    }

    [Fact]
    public void Cases_AreHeldByTestsThatExist_OrAreLaterWorkWithAReason()
    {
        foreach (string[] row in Rows)
        {
            string[] named = [.. Name().Matches(row[3]).Select(m => m.Groups[1].Value)];
            Assert.True(named.Length > 0 || LaterWork().IsMatch(row[3]), $"{row[0]}: {row[3]}");
            Assert.All(named, name => Assert.True(Exists(name), $"{row[0]} names {name}, which is not there"));
        }
    }

    [Fact]
    public void Cases_OfTheMainJobsSections_AreAllThere()
    {
        string[] known = [.. KnownCase().Matches(File.ReadAllText(SharedData.Shared("docs", "FIELD_CASES.md"))).Select(
            m => m.Groups[1].Value)];
        string[] wanted = [.. known.Where(id => "RNSCUETMPX".Contains(id[0], StringComparison.Ordinal))];
        Assert.True(wanted.Length > 40, wanted.Length + " cases");
        Assert.Empty(wanted.Except(Rows.Select(row => row[0])));
    }

    private static bool Exists(string name) =>
        name.StartsWith("tests/long/", StringComparison.Ordinal)
            ? File.Exists(Path.Combine(SharedData.RepositoryRoot, name))
                && File.Exists(Path.Combine(SharedData.RepositoryRoot, Path.ChangeExtension(name, ".result.txt")))
            : Tests.Contains(name);

    /// <summary>Class.Method of each method that a runner would start.</summary>
    private static IEnumerable<string> TestsOf(string file)
    {
        string text = File.ReadAllText(file);
        Match[] classes = ClassName().Matches(text).ToArray();
        return TestMethod().Matches(text)
            .Select(test => $"{classes.Last(c => c.Index < test.Index).Groups[1].Value}.{test.Groups[1].Value}");
    }

    [GeneratedRegex(@"^\| [A-Z]\d\d \|")]
    private static partial Regex CaseRow();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();

    [GeneratedRegex("^later: .{10,}")]
    private static partial Regex LaterWork();

    [GeneratedRegex(@"^- \*\*([A-Z]\d\d)\*\*", RegexOptions.Multiline)]
    private static partial Regex KnownCase();

    [GeneratedRegex(@"^\s*(?:public|internal) (?:sealed |static |partial )*class (\w+)", RegexOptions.Multiline)]
    private static partial Regex ClassName();

    // The attribute that makes it a test, further attributes a line each, then the method.
    [GeneratedRegex(
        @"^\s*\[(?:Fact|Theory)\b[^\n]*\n(?:\s*\[[^\n]*\n|\s*\+ [^\n]*\n|\s*//[^\n]*\n)*\s*public (?:static )?(?:async )?(?:void|Task) (\w+)\(",
        RegexOptions.Multiline)]
    private static partial Regex TestMethod();
}
