using System.Diagnostics;
using System.Globalization;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>Damaged models are read or refused in one line: no other exception, no long wait, no great memory.</summary>
public class HostileModelsTests
{
    [Theory]
    [InlineData("tensorflow")]
    [InlineData("onnx")]
    public void Read_DamagedCopiesOfCommittedModels_AreReadOrRefused(string kind)
    {
        using var copies = new TemporaryFolder();
        var faults = new List<string>();
        int cases = 0;
        foreach (HostileModel model in HostileModels.Below(SharedData.Fixture(kind), copies, 1 << 17))
        {
            model.Run(12, 4, 40);
            faults.AddRange(model.Faults);
            cases += model.Cases;
        }

        Assert.True(cases > 80, $"{cases} cases");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>
    /// The long form; <c>tests/long/hostile-models.sh</c> runs it for one kind of fixtures at a time and keeps the rows that it writes.
    /// </summary>
    [Fact(Explicit = true)]
    public void Read_DamagedCopiesOfEverySmallModel_AreReadOrRefused()
    {
        string kind = Environment.GetEnvironmentVariable("HOSTILE_KIND") ?? "frozen";
        string report = Environment.GetEnvironmentVariable("HOSTILE_REPORT")
            ?? Path.Combine(SharedData.RepositoryRoot, "tests", "long", "results", $"hostile-{kind}.md");
        string only = Environment.GetEnvironmentVariable("HOSTILE_ONLY") ?? "";
        int mutations = int.Parse(Environment.GetEnvironmentVariable("HOSTILE_MUTATIONS") ?? "200", CultureInfo.InvariantCulture);
        using var copies = new TemporaryFolder();
        HostileModel[] models = [.. HostileModels.Below(SharedData.Shared("fixtures", kind), copies, 800 << 10).Where(
            m => m.Name.Contains(only, StringComparison.Ordinal))];
        foreach (HostileModel model in models)
        {
            // A crash or a hang that takes the process with it leaves its name here.
            model.Run(mutations, mutations / 4, mutations / 4, c => File.WriteAllText(report + ".last", c));
            model.Faults.ForEach(Console.Error.WriteLine);
            Console.Error.WriteLine($"{model.Name}: {model.Read} of {model.Cases} read, {model.WorstSeconds:f2} s, "
                + $"{model.WorstBytes >> 20} MiB, {model.Faults.Count} faults");
        }

        string[] faults = [.. models.SelectMany(m => m.Faults)];
        HostileModel slowest = models.MaxBy(m => m.WorstSeconds)!;
        HostileModel greatest = models.MaxBy(m => m.WorstBytes)!;
        File.WriteAllLines(report,
        [
            FormattableString.Invariant(
                $"| {kind} | {models.Length} | {models.Sum(m => m.Cases)} | {models.Sum(m => m.Read)} | {models.Sum(m => m.Cases - m.Read)} | {faults.Length} | {slowest.WorstSeconds:f2} s (`{slowest.Name}`) | {greatest.WorstBytes >> 20} MiB (`{greatest.Name}`) | {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB |"),
        ]);
        File.Delete(report + ".last");
        Assert.True(faults.Length == 0, string.Join('\n', faults.Take(40)));
    }
}
