using Retrain.Foundation;
using Retrain.Photos.Distorting;
using Retrain.Training;

namespace Retrain.Tests.Photos.Distorting;

public class DistortionOptionsTests
{
    [Fact]
    public void IsActive_AnyOfTheFour_IsTrue()
    {
        Assert.False(new DistortionOptions().IsActive);
        Assert.True(new DistortionOptions { FlipLeftRight = true }.IsActive);
        Assert.True(new DistortionOptions { RandomCrop = 1 }.IsActive);
        Assert.True(new DistortionOptions { RandomScale = 1 }.IsActive);
        Assert.True(new DistortionOptions { RandomBrightness = 1 }.IsActive);
    }

    /// <summary>The original takes them and dies in training (recorded case negative_crop).</summary>
    [Theory]
    [InlineData(-20, 0, 0, 0, "random_crop must be from 0 to 1000 per cent; found -20")]
    [InlineData(1001, 0, 0, 0, "random_crop must be from 0 to 1000 per cent; found 1001")]
    [InlineData(0, -1, 0, 0, "random_scale must be from 0 to 1000 per cent; found -1")]
    [InlineData(0, 0, 101, 0, "random_brightness must be from 0 to 100 per cent; found 101")]
    [InlineData(1, 0, 0, -1, "distortion_views must be from 0 to 1000; found -1")]
    [InlineData(0, 0, 0, 5, "distortion_views 5 says how many, but no distortion is chosen")]
    public void Validate_OutOfRange_NamesTheOriginalsOption(int crop, int scale, int brightness, int views, string message)
    {
        var options = new RetrainOptions
        {
            Distortions = new DistortionOptions
            {
                RandomCrop = crop, RandomScale = scale, RandomBrightness = brightness, Views = views,
            },
        };
        UsageException fault = Assert.Throws<UsageException>(options.Validate);
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_LbfgsWithoutViews_IsRefusedWithTheWayOut()
    {
        var options = new RetrainOptions { Optimizer = Optimizer.Lbfgs, Distortions = new DistortionOptions { FlipLeftRight = true } };
        Assert.Contains("add distortion_views 10", Assert.Throws<UsageException>(options.Validate).Message, StringComparison.Ordinal);
        (options with { Distortions = options.Distortions with { Views = 2 } }).Validate();
    }
}
