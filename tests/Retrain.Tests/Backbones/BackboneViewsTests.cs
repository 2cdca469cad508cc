using Retrain.Backbones;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Tests.Backbones;

public sealed class BackboneViewsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Caches of before there were crops are still worth something.</summary>
    [Fact]
    public void Fingerprint_WholePhoto_IsThatOfEarlierPrograms() => Assert.Equal(
        Fingerprints.Of(EmbeddedBackbone.Sha256, "features_wide", new Preprocessing { Width = 224, Height = 224 }),
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(
            $"network={EmbeddedBackbone.Sha256}\ntap=features_wide\nwidth=224\nheight=224\nrange_low=0\nrange_high=1\n"
                + "resize=legacy_bilinear\nchannels=rgb\nlayout=nchw\ncompat=False\nversion=1"))));

    [Fact]
    public void WithViews_Several_AreNetworksOfTheirOwn()
    {
        Backbone backbone = With("stretch224,centre224,stretch288");

        Assert.Equal(3 * 2432, backbone.Features);
        Assert.Equal(2432, With("stretch224,centre224", ViewCombination.Mean).Features);
        Assert.Equal([("stretch", 224), ("centre", 224), ("stretch", 288)],
            backbone.Views.Select(v => (v.Preprocessing.Crop, v.Preprocessing.Width)));
        Assert.Equal(Backbone.Embedded.Fingerprint, backbone.Views[0].Fingerprint);
        Assert.Equal(Backbone.Embedded.WithImageSize(288).Fingerprint, backbone.Views[2].Fingerprint);
        Assert.Equal(backbone.Views[0].Preprocessing, backbone.Preprocessing);
    }

    [Fact]
    public void WithViews_One_IsThePlainNetwork()
    {
        Assert.Equal(Backbone.Embedded, With("stretch224"));
        Backbone centre = With("centre96", ViewCombination.Mean);
        Assert.Empty(centre.Views);
        Assert.Equal(new Preprocessing { Width = 96, Height = 96, Crop = "centre" }, centre.Preprocessing);
    }

    [Fact]
    public void Fingerprint_OtherViewsOrderOrCombination_Differs()
    {
        string[] fingerprints =
        [
            Backbone.Embedded.Fingerprint, With("centre224").Fingerprint, With("stretch224,centre224").Fingerprint,
            With("centre224,stretch224").Fingerprint, With("stretch224,centre224", ViewCombination.Mean).Fingerprint,
            With("stretch224,centre224,stretch288").Fingerprint,
        ];
        Assert.Equal(fingerprints.Length, fingerprints.Distinct().Count());
    }

    [Fact]
    public void WithViews_OfViews_TakesTheirPlace() =>
        Assert.Equal(With("stretch32,centre64").Fingerprint, With("centre96,centre288").WithViews(
            PhotoView.ParseList("stretch32,centre64")).Fingerprint);

    [Fact]
    public void WithTap_OfViews_IsThatOfEach()
    {
        Backbone narrow = With("stretch64,centre64").WithTap("features");
        Assert.Equal(2560, narrow.Features);
        Backbone other = Backbone.Embedded.WithTap("features").WithViews(PhotoView.ParseList("stretch64,centre64"));
        Assert.Equal(other.Fingerprint, narrow.Fingerprint);
        Assert.Throws<UsageException>(() => narrow.WithImageSize(96));
    }

    [Fact]
    public void WithViews_SizeThatTheNetworkCannotTake_SaysWhichItCan() => Assert.Equal(
        "view centre225: the network efficientnet_lite0 cannot take 225 x 225 pixels: multiples of 32 from 32 to 1024 will do",
        Assert.Throws<UsageException>(() => With("stretch224,centre225")).Message);

    [Fact]
    public async Task WithViews_ModuleOfOneSize_TakesCropsOfItAndNamesIt()
    {
        Backbone module = await Backbone.LoadAsync(
            SharedData.Fixture("tensorflow", "modules", "inception_v1_thin", "module.tar.gz"), Token);
        int size = module.Preprocessing.Width;
        Backbone compat = module with { Preprocessing = module.Preprocessing with { Compat = true } };

        Backbone views = compat.WithViews(PhotoView.ParseList($"centre{size},stretch{size}"));
        string fault = Assert.Throws<UsageException>(() => module.WithViews(PhotoView.ParseList("centre192"))).Message;

        Assert.All(views.Views, v => Assert.True(v.Preprocessing.Compat));
        Assert.Equal(views.Fingerprint, views.WithTap(views.Tap).Fingerprint);
        Assert.Equal(views.Views[0].Preprocessing, views.Views[0].WithTap(views.Tap).Preprocessing);
        Assert.StartsWith("view centre192: ", fault, StringComparison.Ordinal);
        Assert.EndsWith($"not 192 pixels; its own size will do: centre{size}", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithViews_ModuleOfAnySize_KeepsTheRulesOfTheFirst()
    {
        Backbone module = await Backbone.LoadAsync(
            SharedData.Shared("fixtures", "modules", "mobilenet_v1_025_128", "feature_vector", "module"), Token);
        Backbone views = (module with { Preprocessing = module.Preprocessing with { Compat = true } })
            .WithViews(PhotoView.ParseList("stretch128,centre160"));
        Assert.Equal(512, views.Features);
        Assert.Equal(module.Preprocessing with { Compat = true, Width = 160, Height = 160, Crop = "centre" }, views.Views[1].Preprocessing);
    }

    [Fact]
    public void Combine_MeanOfDifferentLengths_IsRefused()
    {
        Backbone[] views = [With("stretch64"), With("centre64").WithTap("features")];
        Assert.Equal("views with different numbers of features cannot be averaged (stretch64 2432, centre64 1280): join them",
            Assert.Throws<UsageException>(() => BackboneViews.Combine(views, ViewCombination.Mean)).Message);
        Assert.Equal(3712, BackboneViews.Combine(views, ViewCombination.Join).Features);
    }

    private static Backbone With(string views, ViewCombination combination = ViewCombination.Join) =>
        Backbone.Embedded.WithViews(PhotoView.ParseList(views), combination);
}
