using System.Globalization;
using System.Text.Json;
using Retrain.Testing;

namespace Retrain.Tests.Evaluation;

/// <summary>The recorded answers of <c>tests/fixtures/insight/statistics.json</c>.</summary>
internal static class Statistics
{
    private static readonly Lazy<JsonElement> Root =
        new(() => JsonDocument.Parse(File.ReadAllBytes(SharedData.Fixture("insight", "statistics.json"))).RootElement);

    public static IEnumerable<JsonElement> Intervals => Root.Value.GetProperty("intervals").GetProperty("cases").EnumerateArray();

    public static JsonElement Quantiles => Root.Value.GetProperty("intervals").GetProperty("z");

    public static IEnumerable<JsonElement> Classification => Root.Value.GetProperty("classification").EnumerateArray();

    /// <summary>A number, or the strings that stand for what JSON cannot say.</summary>
    public static double Number(JsonElement element) => element.ValueKind == JsonValueKind.Number
        ? element.GetDouble()
        : element.GetString() switch
        {
            "nan" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            var other => double.Parse(other!, CultureInfo.InvariantCulture),
        };

    public static int[] Integers(JsonElement element) => [.. element.EnumerateArray().Select(e => e.GetInt32())];
}
