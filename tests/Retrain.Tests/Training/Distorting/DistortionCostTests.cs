using Retrain.Training.Distorting;

namespace Retrain.Tests.Training.Distorting;

public class DistortionCostTests
{
    [Theory]
    [InlineData(4000, 100, 400, 0, 148, "Distortions: 4,000 steps x 100 photos = 400,000 passes through the network, about 45 min at "
        + "148 photos/s; --distortion_views 10 would take 4,000 passes (28 s)")]
    [InlineData(4000, 100, 400, 0, 0, "Distortions: 4,000 steps x 100 photos = 400,000 passes through the network; "
        + "--distortion_views 10 would take 4,000 passes")]
    [InlineData(4000, 100, 50_000, 0, 60, "Distortions: 4,000 steps x 100 photos = 400,000 passes through the network, about 1.9 h at "
        + "60 photos/s")]
    [InlineData(4000, 100, 400, 10, 148, "Distortions: 10 views x 400 photos = 4,000 passes through the network, kept in the cache, "
        + "at most 28 s at 148 photos/s")]
    [InlineData(4000, 100, 400, 10, 0, "Distortions: 10 views x 400 photos = 4,000 passes through the network, kept in the cache")]
    [InlineData(20, 10, 400, 0, 1000, "Distortions: 20 steps x 10 photos = 200 passes through the network, about 1 s at 1000 photos/s")]
    [InlineData(int.MaxValue, 60_000, 60_000, 0, 1, "Distortions: 2,147,483,647 steps x 60,000 photos = 128,849,018,820,000 passes through "
        + "the network, about 1157407 days at 1 photos/s; --distortion_views 10 would take 600,000 passes (7 days)")]
    public void Line_Cost_IsToldInPassesAndTime(int steps, int batch, int photos, int views, double rate, string line) =>
        Assert.Equal(line, new DistortionCost(steps, batch, photos, views, rate).Line);
}
