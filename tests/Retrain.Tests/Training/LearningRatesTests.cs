using System.Text.Json;
using Retrain.Training;

namespace Retrain.Tests.Training;

public sealed class LearningRatesTests
{
    // Stated in the fixtures' README.
    private const double Relative = 1e-6;

    [Fact]
    public void Cosine_RecordedSchedule_GivesPyTorchsRates() =>
        AssertRates("cosine", (p, t) => LearningRates.Cosine(p("base"), p("low"), t, (int)p("steps")));

    [Fact]
    public void Milestones_RecordedSchedule_GivesPyTorchsRates() =>
        AssertRates("milestones", (p, t) => LearningRates.Milestones(p("base"), p("gamma"), t, 4, 10, 20));

    [Fact]
    public void At_WarmupThenCosine_GivesPyTorchsRates() => AssertRates("warmup_plus_one_then_cosine", (p, t) => LearningRates.At(
        new SgdOptions
        {
            LearningRate = (float)p("base"),
            WarmupSteps = (int)p("W"),
            Steps = (int)p("steps"),
            Schedule = RateSchedule.Cosine,
        },
        t));

    [Theory]
    [InlineData(RateSchedule.Constant, 0.4f, 0.4f, 0.4f)]
    [InlineData(RateSchedule.Linear, 0.4f, 0.2f, 0.004f)]
    [InlineData(RateSchedule.Steps, 0.4f, 0.04f, 0.004f)]
    public void At_FirstMiddleLastOfAHundred_FollowsTheSchedule(RateSchedule schedule, float first, float middle, float last)
    {
        var options = new SgdOptions { LearningRate = 0.4f, Steps = 100, Schedule = schedule };
        Assert.Equal(first, LearningRates.At(options, 0), 1e-6f);
        Assert.Equal(middle, LearningRates.At(options, 50), 1e-6f);
        Assert.Equal(last, LearningRates.At(options, 99), 1e-6f);
    }

    private static void AssertRates(string name, Func<Func<string, double>, int, double> rate)
    {
        JsonElement schedule = RecordedGradients.Json("optimisers/schedules.json").GetProperty("schedules").EnumerateArray()
            .Single(s => s.GetProperty("name").GetString() == name);
        JsonElement parameters = schedule.GetProperty("parameters");
        double[] expected = [.. schedule.GetProperty("rates").EnumerateArray().Select(r => r.GetDouble())];
        for (int t = 0; t < expected.Length; t++)
        {
            double actual = rate(p => parameters.GetProperty(p).GetDouble(), t);
            Assert.InRange(actual, expected[t] * (1 - Relative), expected[t] * (1 + Relative));
        }
    }
}
