using Retrain.Backbones.Catalogue;
using Retrain.Foundation;

namespace Retrain.Tests.Backbones.Catalogue;

public sealed class ModuleCatalogueTests
{
    private const string ImageNet = "https://tfhub.dev/google/imagenet/";

    [Theory]
    [InlineData("inception_v3", "inception_v3/feature_vector/3", 299, 2048)]
    [InlineData("Inception-V3", "inception_v3/feature_vector/3", 299, 2048)]
    [InlineData("inception_v3/classification", "inception_v3/classification/3", 299, 1001)]
    [InlineData("inception_v3_classification", "inception_v3/classification/3", 299, 1001)]
    [InlineData("inception_v3/feature_vector/1", "inception_v3/feature_vector/1", 299, 2048)]
    [InlineData("inception_v3/feature_vector/5", "inception_v3/feature_vector/5", 299, 2048)]
    [InlineData("inception_resnet_v2", "inception_resnet_v2/feature_vector/3", 299, 1536)]
    [InlineData("resnet_v1_152", "resnet_v1_152/feature_vector/3", 224, 2048)]
    [InlineData("nasnet_mobile", "nasnet_mobile/feature_vector/3", 224, 1056)]
    [InlineData("nasnet_large", "nasnet_large/feature_vector/3", 331, 4032)]
    [InlineData("pnasnet_large", "pnasnet_large/feature_vector/3", 331, 4320)]
    [InlineData("amoebanet_a_n18_f448", "amoebanet_a_n18_f448/feature_vector/1", 331, 7168)]
    [InlineData("mobilenet_v1_025_128", "mobilenet_v1_025_128/feature_vector/3", 128, 256)]
    [InlineData("mobilenet_v1_050_160_quantops", "mobilenet_v1_050_160/quantops/feature_vector/3", 160, 512)]
    [InlineData("mobilenet_v1_075_192/quantops/classification", "mobilenet_v1_075_192/quantops/classification/3", 192, 1001)]
    [InlineData("mobilenet_v2_100_224", "mobilenet_v2_100_224/feature_vector/3", 224, 1280)]
    [InlineData("mobilenet_v2_035_96", "mobilenet_v2_035_96/feature_vector/3", 96, 1280)]
    [InlineData("mobilenet_v2_140_224", "mobilenet_v2_140_224/feature_vector/3", 224, 1792)]
    [InlineData("google/imagenet/mobilenet_v2_130_224/feature_vector/2", "mobilenet_v2_130_224/feature_vector/2", 224, 1664)]
    [InlineData("mobilenet_1.0_224", "mobilenet_v1_100_224/feature_vector/3", 224, 1024)]
    [InlineData("mobilenet_0.25_128", "mobilenet_v1_025_128/feature_vector/3", 128, 256)]
    [InlineData("mobilenet_0.5_160", "mobilenet_v1_050_160/feature_vector/3", 160, 512)]
    [InlineData("mobilenet_0.50_160_quant", "mobilenet_v1_050_160/quantops/feature_vector/3", 160, 512)]
    [InlineData("mobilenet_0.75_192_quantized", "mobilenet_v1_075_192/quantops/feature_vector/3", 192, 768)]
    [InlineData("mobilenet_v2_1.4_224", "mobilenet_v2_140_224/feature_vector/3", 224, 1792)]
    public void TryFind_ShortName_GivesNewestFirstGenerationUrl(string name, string path, int size, int outputs)
    {
        Assert.True(ModuleCatalogue.TryFind(name, out ModuleAddress? address));
        Assert.Equal(ImageNet + path, address.Url);
        Assert.Equal((size, outputs), (address.Module!.InputSize, address.Module.Outputs));
    }

    [Fact]
    public void TryFind_NameWithCollection_GivesModuleOfThatCollection()
    {
        Assert.True(ModuleCatalogue.TryFind("inaturalist/inception_v3", out ModuleAddress? address));
        Assert.Equal("https://tfhub.dev/google/inaturalist/inception_v3/feature_vector/1", address.Url);
    }

    [Fact]
    public void TryFind_EachUrlAndShortNameOfTheTable_FindsItsModule()
    {
        Assert.Equal(137, ModuleCatalogue.Modules.Count);
        foreach (CatalogueModule module in ModuleCatalogue.Modules)
        {
            Assert.True(ModuleCatalogue.TryFind(module.ShortName, out ModuleAddress? named));
            Assert.Same(module, named.Module);
            foreach (int version in module.AllVersions)
            {
                Assert.True(ModuleCatalogue.TryFind(module.Url(version), out ModuleAddress? address));
                Assert.Same(module, address.Module);
            }
        }
    }

    [Theory]
    [InlineData("http://tfhub.dev/google/imagenet/inception_v3/feature_vector/1")]
    [InlineData("https://tfhub.dev/google/imagenet/inception_v3/feature_vector/1/")]
    [InlineData("https://tfhub.dev/google/imagenet/inception_v3/feature_vector/1?tf-hub-format=compressed")]
    public void TryFind_UrlInAnotherForm_KeepsItsCharacters(string url)
    {
        Assert.True(ModuleCatalogue.TryFind(url, out ModuleAddress? address));
        Assert.Equal(url, address.Url);
        Assert.Equal("inception_v3", address.Module!.Name);
    }

    [Fact]
    public void Parse_UnknownVersion_NamesThoseThatExist()
    {
        UsageException fault = Assert.Throws<UsageException>(() => ModuleAddress.Parse("mobilenet_v1_050_160/quantops/feature_vector/4"));
        Assert.Contains("no version 4", fault.Message, StringComparison.Ordinal);
        Assert.Contains("1, 3", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inceptoin_v3", "inception_v3")]
    [InlineData("mobilnet_v2_100_224", "mobilenet_v2_100_224")]
    [InlineData("resnet_50", "resnet_v1_50")]
    [InlineData("nasnet_larg", "nasnet_large")]
    [InlineData("mobilenet_0.6_160", "mobilenet_v1_050_160")]
    [InlineData("https://tfhub.dev/google/imagenet/pnasnet_larg/feature_vector/3", "pnasnet_large")]
    public void Nearest_MisspeltName_GivesTheOneThatWasMeant(string typed, string meant) =>
        Assert.Equal(meant, ModuleCatalogue.Nearest(typed));

    [Theory]
    [InlineData("my_photos_model")]
    [InlineData("")]
    [InlineData("../some/where")]
    public void Nearest_SomethingElse_GivesNothing(string typed) => Assert.Null(ModuleCatalogue.Nearest(typed));

    [Fact]
    public void Parse_MisspeltName_AsksWhetherTheNearestWasMeant() =>
        Assert.Contains(
            "did you mean inception_v3?",
            Assert.Throws<UsageException>(() => ModuleAddress.Parse("inceptoin_v3")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Parse_BucketAddress_NamesTheWebAddress() =>
        Assert.Contains(
            "https://storage.googleapis.com/bucket/m.tar.gz",
            Assert.Throws<UsageException>(() => ModuleAddress.Parse("gs://bucket/m.tar.gz")).Message,
            StringComparison.Ordinal);

    // From REFERENCE 8.3, computed there by TensorFlow Hub.
    [Theory]
    [InlineData("inception_v3/feature_vector/1", "11d9faf945d073033780fd924b2b09ff42155763")]
    [InlineData("inception_v3/feature_vector/3", "d765412e8955a7067e9c0031f60783359e0e5c3f")]
    [InlineData("mobilenet_v2_100_224/feature_vector/2", "adfe0cf8d843e3588bfb9602e32a718b12212904")]
    [InlineData("mobilenet_v1_100_224/quantops/feature_vector/3", "d55dd1be26e6816dbb24ee566c7a6ac2ba6863ed")]
    public void CacheName_KnownUrl_IsThatOfTensorFlowHub(string path, string hash) =>
        Assert.Equal(hash, ModuleAddress.Parse(ImageNet + path).CacheName);

    [Theory]
    [InlineData("https://tfhub.dev/a/b/1", null, "https://tfhub.dev/a/b/1?tf-hub-format=compressed")]
    [InlineData("https://tfhub.dev/a/b/1?x=1", null, "https://tfhub.dev/a/b/1?x=1&tf-hub-format=compressed")]
    [InlineData("https://tfhub.dev/a/b/1?tf-hub-format=compressed", null, "https://tfhub.dev/a/b/1?tf-hub-format=compressed")]
    [InlineData("https://tfhub.dev/a/b/1", "http://mirror:8080/hub/", "http://mirror:8080/hub/a/b/1?tf-hub-format=compressed")]
    [InlineData("https://example.org/a/b/1", "http://mirror:8080/hub/", "https://example.org/a/b/1?tf-hub-format=compressed")]
    [InlineData("https://example.org:81/m.tar.gz?sig=a%2Fb", null, "https://example.org:81/m.tar.gz?sig=a%2Fb")]
    [InlineData("https://hub.tensorflow.google.cn/google/m/1", null, "https://gcs.tensorflow.google.cn/tfhub-modules/google/m/1.tar.gz")]
    public void ArchiveUrl_Address_IsWhereTheArchiveIs(string typed, string? mirror, string archive) =>
        Assert.Equal(archive, ModuleAddress.Parse(typed).ArchiveUrl(mirror).AbsoluteUri);

    [Fact]
    public void ArchiveUrl_MirrorThatIsNoAddress_IsRefused() =>
        Assert.Contains(
            "--module_base_url 'mirror'",
            Assert.Throws<UsageException>(() => ModuleAddress.Parse("inception_v3").ArchiveUrl("mirror")).Message,
            StringComparison.Ordinal);
}
