using System.Text.Json;
using Retrain.Foundation;
using Retrain.Samples;
using Retrain.Testing;
using SkiaSharp;

namespace Retrain.Tests.Samples;

public sealed class DrawnFlowersTests(FaultySet faulty) : IClassFixture<FaultySet>, IDisposable
{
    private static readonly DrawnFlowersOptions Small = new() { PhotosPerClass = 1 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Options_Defaults_AreThese() =>
        Assert.Equal(
            new DrawnFlowersOptions { Seed = 1, PhotosPerClass = 70, WrongLabels = 0, NearDuplicates = 0, BrokenFiles = 0 },
            new DrawnFlowersOptions());

    [Fact]
    public void Write_Set_HasItsPicturesAndNothingElse()
    {
        DrawnFlowersSummary summary = Write("set", Small);
        Assert.Equal(["bluebell", "daisy", "rose", "sunflower", "tulip"], summary.Kinds);
        Assert.Equal((5, false, 0), (summary.Files, summary.Reused, summary.Faults.Count));
        Assert.Equal(
            ["bluebell/bluebell_001.jpg", "daisy/daisy_001.jpg", "drawn.json", "rose/rose_001.jpg", "sunflower/sunflower_001.jpg", "tulip/tulip_001.jpg"],
            Files("set"));
        Assert.All(Files("set").Where(name => name.EndsWith(".jpg", StringComparison.Ordinal)), name =>
        {
            using SKCodec codec = SKCodec.Create(folder["set", name]);
            Assert.Equal(SKEncodedImageFormat.Jpeg, codec.EncodedFormat);
            Assert.InRange(codec.Info.Width, 240, 320);
            Assert.InRange(codec.Info.Height, 240, 320);
        });
    }

    [Fact]
    public void Write_SameSeed_WritesTheSameBytes()
    {
        Write("set", FaultySet.Options);
        Assert.Equal(faulty.Files, Files("set"));
        Assert.All(faulty.Files, name => Assert.Equal(faulty.Read(name), File.ReadAllBytes(folder["set", name])));
    }

    [Fact]
    public void Write_OtherSeed_WritesOtherPictures()
    {
        Write("a", Small);
        Write("b", Small with { Seed = 2 });
        Assert.All(Files("a"), name => Assert.NotEqual(File.ReadAllBytes(folder["a", name]), File.ReadAllBytes(folder["b", name])));
    }

    [Fact]
    public void Write_MorePicturesAClass_KeepsThoseOfTheSmallerSet()
    {
        Write("a", Small);
        Write("b", Small with { PhotosPerClass = 2 });
        Assert.All(
            Files("a").Where(name => name != "drawn.json"),
            name => Assert.Equal(File.ReadAllBytes(folder["a", name]), File.ReadAllBytes(folder["b", name])));
    }

    [Fact]
    public void Write_PlantedFaults_AreListedBesideTheClassFolders()
    {
        DrawnFlowersSummary summary = faulty.Summary;
        JsonElement[] listed = [.. JsonDocument.Parse(faulty.Read("faults.json")).RootElement.GetProperty("faults").EnumerateArray()];
        Assert.Equal(
            summary.Faults.Select(fault => (fault.Kind, fault.File, fault.Truth, fault.Source, fault.Change)),
            listed.Select(
                fault => (Text(fault, "kind")!, Text(fault, "file")!, Text(fault, "truth"), Text(fault, "source"), Text(fault, "change"))));
        Assert.Equal(17, summary.Faults.Select(fault => fault.File).Distinct().Count());
        Assert.Equal(15 + 6 + 5, summary.Files);
        Assert.Equal(summary.Files + 2, faulty.Files.Length);
        foreach (string kind in new[] { "wrong_label", "near_duplicate", "broken" })
        {
            int[] perClass = [.. summary.Kinds.Select(
                name => summary.Faults.Count(f => f.Kind == kind && f.File.StartsWith(name + "/", StringComparison.Ordinal)))];
            Assert.InRange(perClass.Max() - perClass.Min(), 0, 1);
        }

        static string? Text(JsonElement fault, string name) => fault.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
    }

    [Fact]
    public void Write_WrongLabel_ShowsTheKindThatIsListed()
    {
        DrawnFlowersSummary summary = faulty.Summary;
        Assert.All(summary.Faults.Where(fault => fault.Kind == "wrong_label"), fault =>
        {
            FlowerKind truth = FlowerKind.All.Single(kind => kind.Name == fault.Truth);
            Assert.NotEqual(truth.Name, fault.File.Split('/')[0]);
            Assert.Equal(FlowerPicture.Jpeg(FaultySet.Options.Seed, fault.File, truth), faulty.Read(fault.File));
        });
    }

    [Fact]
    public void Write_NearDuplicate_LooksLikeItsSource()
    {
        DrawnFlowersSummary summary = faulty.Summary;
        PlantedFault[] copies = [.. summary.Faults.Where(fault => fault.Kind == "near_duplicate")];
        Assert.Equal(["saved again", "smaller", "cropped", "saved again", "smaller", "cropped"], copies.Select(fault => fault.Change));
        HashSet<string> wrong = [.. summary.Faults.Where(fault => fault.Kind == "wrong_label").Select(fault => fault.File)];
        Assert.All(copies, fault =>
        {
            Assert.DoesNotContain(fault.Source!, wrong);
            Assert.NotEqual(faulty.Read(fault.Source!), faulty.Read(fault.File));
            double own = Difference(fault.Source!, fault.File);
            Assert.InRange(own, 0.05, 22);
            Assert.All(copies.Where(other => other != fault), other => Assert.True(own < Difference(other.Source!, fault.File)));
        });
    }

    [Fact]
    public void Write_BrokenFiles_AreBrokenInTurnInEveryWay()
    {
        DrawnFlowersSummary summary = faulty.Summary;
        PlantedFault[] broken = [.. summary.Faults.Where(fault => fault.Kind == "broken")];
        Assert.Equal(["cut off", "empty", "web page", "noise", "cut off"], broken.Select(fault => fault.Change));
        Assert.All(broken, fault =>
        {
            byte[] bytes = faulty.Read(fault.File);
            switch (fault.Change)
            {
                case "cut off":
                    Assert.Equal([0xFF, 0xD8], bytes[..2]);
                    Assert.NotEqual([0xFF, 0xD9], bytes[^2..]);
                    break;
                case "empty":
                    Assert.Empty(bytes);
                    break;
                case "web page":
                    Assert.StartsWith("<!DOCTYPE html>", System.Text.Encoding.UTF8.GetString(bytes));
                    break;
                default:
                    Assert.Null(SKCodec.Create(new SKMemoryStream(bytes)));
                    break;
            }
        });
    }

    [Fact]
    public void Write_SameOptionsAgain_ReusesThePictures()
    {
        Write("set", Small);
        var time = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        foreach (string name in Files("set"))
        {
            File.SetLastWriteTimeUtc(folder["set", name], time);
        }

        Assert.True(Write("set", Small).Reused);
        Assert.All(Files("set"), name => Assert.Equal(time, File.GetLastWriteTimeUtc(folder["set", name])));
    }

    [Fact]
    public void Write_PictureGoneOrChanged_DrawsAnew()
    {
        Write("set", Small);
        byte[] before = File.ReadAllBytes(folder["set", "rose", "rose_001.jpg"]);
        File.Delete(folder["set", "rose", "rose_001.jpg"]);
        Assert.False(Write("set", Small).Reused);
        Assert.Equal(before, File.ReadAllBytes(folder["set", "rose", "rose_001.jpg"]));
        File.WriteAllText(folder["set", "rose", "rose_001.jpg"], "changed");
        Assert.False(Write("set", Small).Reused);
        Assert.Equal(before, File.ReadAllBytes(folder["set", "rose", "rose_001.jpg"]));
    }

    [Fact]
    public void Write_OtherOptions_LeavesNothingOfTheOldSetButWhatIsNotOurs()
    {
        Write("set", new DrawnFlowersOptions { PhotosPerClass = 2, WrongLabels = 1, BrokenFiles = 1 });
        File.WriteAllText(folder["set", "rose", "my own.jpg"], "mine");
        Write("set", Small);
        Assert.Equal(5 + 2, Files("set").Length);
        Assert.Equal("mine", File.ReadAllText(folder["set", "rose", "my own.jpg"]));
    }

    [Fact]
    public void Write_FolderWithOtherFiles_IsRefusedAndUntouched()
    {
        folder.Write("set/daisy/daisy_001.jpg", "a photo"u8);
        var error = Assert.Throws<UsageException>(() => Write("set", Small));
        Assert.Contains("holds other files", error.Message);
        Assert.Equal(["daisy/daisy_001.jpg"], Files("set"));
        Assert.Equal("a photo", File.ReadAllText(folder["set", "daisy", "daisy_001.jpg"]));
    }

    [Fact]
    public void Write_FolderIsAFile_IsRefused()
    {
        folder.Write("set", "text"u8);
        Assert.Contains("it is a file", Assert.Throws<UsageException>(() => Write("set", Small)).Message);
    }

    [Fact]
    public void Write_Cancelled_StopsAndTheNextCallDraws()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => DrawnFlowers.Write(folder["set"], Small, new CancellationToken(canceled: true)));
        Assert.False(Write("set", Small).Reused);
        Assert.Equal(6, Files("set").Length);
    }

    [Fact]
    public void Write_OptionsOutOfRange_NamesAllOfThem()
    {
        var options = new DrawnFlowersOptions { PhotosPerClass = 0, WrongLabels = -1, NearDuplicates = -2, BrokenFiles = 10_000 };
        Assert.Equal(
            "PhotosPerClass is 0; it must be 1 to 9999.\nWrongLabels is -1; it must be 0 or more.\nNearDuplicates is -2; it must be 0 or more.\n"
            + "BrokenFiles is 10000; it must be 0 to 9999.",
            Assert.Throws<UsageException>(() => Write("set", options)).Message);
        Assert.Contains(
            "plant fewer faults",
            Assert.Throws<UsageException>(() => Write("set", Small with { WrongLabels = 3, NearDuplicates = 3 })).Message);
        Assert.False(Directory.Exists(folder["set"]));
    }

    [Fact]
    public void WriteNew_Pictures_AreOutsideTheSetAndNamedWithoutTheirKind()
    {
        Write("set", Small);
        IReadOnlyList<NewFlower> flowers = DrawnFlowers.WriteNew(folder["new"], Small.Seed, 12, TestContext.Current.CancellationToken);
        Assert.Equal(12, flowers.Count);
        Assert.InRange(flowers.Select(flower => flower.Kind).Distinct().Count(), 3, 5);
        Assert.All(flowers, flower =>
        {
            Assert.DoesNotContain(flower.Kind, Path.GetFileName(flower.Path));
            byte[] bytes = File.ReadAllBytes(flower.Path);
            Assert.Equal(
                FlowerPicture.Jpeg(Small.Seed, Path.GetFileName(flower.Path), FlowerKind.All.Single(kind => kind.Name == flower.Kind)),
                bytes);
            Assert.All(Files("set"), name => Assert.NotEqual(File.ReadAllBytes(folder["set", name]), bytes));
        });
        Assert.Equal(flowers, DrawnFlowers.WriteNew(folder["new"], Small.Seed, 12, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void WriteNew_CountOutOfRange_IsRefused() =>
        Assert.Throws<UsageException>(() => DrawnFlowers.WriteNew(folder["new"], 1, 0, TestContext.Current.CancellationToken));

    private DrawnFlowersSummary Write(string name, DrawnFlowersOptions options) =>
        DrawnFlowers.Write(folder[name], options, TestContext.Current.CancellationToken);

    private string[] Files(string name) => FaultySet.List(folder[name]);

    /// <summary>Mean absolute difference of two pictures at 24 x 24 pixels, in levels.</summary>
    private double Difference(string first, string second)
    {
        using SKBitmap a = Thumbnail(first);
        using SKBitmap b = Thumbnail(second);
        return a.Bytes.Zip(b.Bytes).Average(pair => Math.Abs(pair.First - pair.Second));

        SKBitmap Thumbnail(string name)
        {
            using SKBitmap whole = SKBitmap.Decode(faulty.Read(name));
            return whole.Resize(
                new SKImageInfo(24, 24, SKColorType.Rgba8888), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }
    }
}
