using Retrain.Exports;

namespace Retrain.Tests.Exports;

public sealed class ExportLimitsTests
{
    [Theory]
    [InlineData(ExportPrecision.Full, 100, 100, 0, 1e-4, 90, true)]
    [InlineData(ExportPrecision.Full, 100, 99, 1, 1e-4, 90, true)]
    [InlineData(ExportPrecision.Full, 100, 99, 0, 1e-4, 90, false)]
    [InlineData(ExportPrecision.Full, 100, 100, 0, 2e-3, 90, false)]
    [InlineData(ExportPrecision.Full, 100, 100, 0, double.NaN, 90, false)]
    [InlineData(ExportPrecision.Half, 1000, 995, 0, 0.01, 900, true)]
    [InlineData(ExportPrecision.Half, 1000, 994, 0, 0.01, 900, false)]
    [InlineData(ExportPrecision.Half, 1000, 1000, 0, 0.03, 900, false)]
    [InlineData(ExportPrecision.Whole, 1000, 960, 0, 0.4, 890, true)]
    [InlineData(ExportPrecision.Whole, 1000, 940, 0, 0.4, 890, false)]
    [InlineData(ExportPrecision.Whole, 1000, 960, 0, 0.4, 889, false)]
    [InlineData(ExportPrecision.Whole, 20, 19, 0, 0.4, 19, true)]
    public void Fault_Figures_AreFoundWithinTheirLimits(
        ExportPrecision precision, int photos, int agreeing, int ties, double difference, int correct, bool isFine)
    {
        var comparison = new ExportComparison
        {
            Photos = photos,
            LabelsAgreeing = agreeing,
            Ties = ties,
            LargestDifference = difference,
            MeanDifference = 0,
            Correct = correct,
            TrainedCorrect = photos == 20 ? 20 : 9 * photos / 10,
            Measured = photos,
            Milliseconds = 1,
            RunBy = "",
        };

        string? fault = ExportLimits.Of(precision, roundsInside: false).Fault(comparison);

        Assert.Equal(isFine, fault is null);
    }

    [Fact]
    public void Of_NetworkThatRoundsInside_AllowsALevel() =>
        Assert.InRange(ExportLimits.Of(ExportPrecision.Full, roundsInside: true).Difference, 0.01, 0.1);
}
