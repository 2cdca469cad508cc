using System.Globalization;
using Retrain.Testing;

namespace Retrain.Tests.Networks;

/// <summary>
/// Writes the table of every recorded model: how far its outputs are from TensorFlow's, and what reading and converting it takes.
/// </summary>
public class NetworkTableTests
{
    [Fact(Explicit = true)]
    public void Write_EveryRecordedModel_TableOfDifferences()
    {
        string path = Environment.GetEnvironmentVariable("NETWORK_REPORT")
            ?? Path.Combine(SharedData.RepositoryRoot, "tests", "long", "results", "recorded-networks.md");
        SharedData.Shared("fixtures", "modules");
        NetworkCase[] cases = [.. new[] { "modules", "saved_models", "frozen" }.SelectMany(NetworkFixtures.All)];
        // The first network pays for the compilation of our own code.
        MeasuredNetwork.Of(cases[^1]);
        MeasuredNetwork[] measured = [.. GoldenCase.All().Select(c => c.Run()), .. cases.Select(MeasuredNetwork.Of)];
        MeasuredNetwork[] outside = [.. measured.Where(m => m.Outputs.Any(o => !(o.Difference.Largest <= o.Limit)))];

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path,
        [
            "# Recorded networks", "",
            "Every model of `../shared/fixtures/{modules,saved_models,frozen}` and `../shared/models`: read, simplified, converted to ONNX, run on ONNX Runtime, compared with what TensorFlow",
            "answered. Of a call with several outputs (inner tensors included) the row shows the one nearest to its tolerance. Relative: to the greatest value of that output.",
            "Milliseconds of one run on two shared cores: reading (file, variables, import) and converting (passes, layout, ONNX).", "",
            $"{measured.Length} calls, {measured.Sum(m => m.Outputs.Count)} outputs, {outside.Length} calls outside of their tolerance.",
            "",
            "| model and signature | outputs | largest absolute difference | relative | tolerance | ONNX nodes | ms to read | ms to convert |",
            "|---|---|---|---|---|---|---|---|",
            .. measured.Select(Row),
        ]);
        Assert.Empty(outside.Select(m => m.Name));
    }

    private static string Row(MeasuredNetwork network)
    {
        (string _, NetworkDifference difference, double limit) = network.Outputs.MaxBy(
            o => o.Limit == 0 ? o.Difference.Largest : o.Difference.Largest / o.Limit);
        return string.Create(CultureInfo.InvariantCulture,
            $"| `{network.Name}` | {network.Outputs.Count} | {difference.Largest:0.0e+0} | {difference.Relative:0.0e+0} "
                + $"| {(limit == 0 ? "equal" : limit.ToString("0.0e+0", CultureInfo.InvariantCulture))} | {network.Nodes} | "
                + $"{network.ReadMilliseconds:f0} | {network.ConvertMilliseconds:f0} |");
    }
}
