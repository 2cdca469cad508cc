using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Tests.Bottlenecks;

public sealed class ViewBottlenecksTests : IDisposable
{
    private readonly Bench bench = new();
    private readonly Backbone plain;

    public ViewBottlenecksTests() => plain = bench.Backbone;

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData(ViewCombination.Join)]
    [InlineData(ViewCombination.Mean)]
    public async Task ComputeAsync_Views_AreTheSingleOnesCombined(ViewCombination combination)
    {
        bench.AddMany(9);
        Backbone[] views = Views(3);
        BottleneckParts parts = bench.Parts with { ReadPhoto = ReadByCrop };
        var single = new List<FeatureMatrix>();
        foreach (Backbone view in views)
        {
            bench.Backbone = view;
            single.Add((await bench.RunAsync(cache: false, parts: parts)).Features);
        }

        bench.Backbone = BackboneViews.Combine(views, combination);
        FeatureMatrix all = (await bench.RunAsync(cache: false, parts: parts)).Features;

        Assert.NotEqual(single[0].ToArray(), single[1].ToArray());
        for (int i = 0; i < 9; i++)
        {
            float[][] rows = [.. single.Select(s => s.Row(i).ToArray())];
            float[] expected = combination == ViewCombination.Join
                ? [.. rows.SelectMany(r => r)]
                : [.. Enumerable.Range(0, Bench.Features).Select(f => (rows[0][f] + rows[1][f] + rows[2][f]) / 3)];
            Assert.Equal(expected, all.Row(i).ToArray());
        }
    }

    [Fact]
    public async Task ComputeAsync_ViewThatTheCacheKnows_IsNotComputedAgain()
    {
        bench.AddMany(6);
        await bench.RunAsync();
        Assert.Equal(6, bench.NetworkRuns);

        bench.Backbone = BackboneViews.Combine(Views(2), ViewCombination.Join);
        BottleneckResult second = await bench.RunAsync();
        Assert.Equal((6, 6, 6), (second.Computed, second.FromCache, second.FilesRead));

        BottleneckResult warm = await bench.RunAsync();
        bench.Backbone = BackboneViews.Combine([.. Views(2).Reverse()], ViewCombination.Mean);
        BottleneckResult other = await bench.RunAsync();
        Assert.Equal((0, 12, 0), (warm.Computed, warm.FromCache, warm.FilesRead));
        Assert.Equal((0, 12, 0), (other.Computed, other.FromCache, other.FilesRead));
        Assert.Equal(12, bench.NetworkRuns);
        Assert.Equal(second.Features.ToArray(), warm.Features.ToArray());
    }

    [Fact]
    public async Task ComputeAsync_UnusablePhotos_AreLeftOutOnceAndRowsStayWithTheirPhotos()
    {
        bench.AddMany(5);
        bench.Add("daisy/p001b.jpg", "BAD one");
        bench.Add("daisy/p000z.jpg", "PNG inside");
        bench.Add("rose/q.jpg", "p 3");
        bench.Backbone = BackboneViews.Combine(Views(2), ViewCombination.Join);

        BottleneckResult result = await bench.RunAsync();

        Assert.Equal("daisy/p001b.jpg", Assert.Single(result.Unusable).Photo.Name);
        Assert.Equal("daisy/p000z.jpg", Assert.Single(result.Notes).Photo.Name);
        Assert.Equal(7, result.Photos.Count);
        await bench.AssertAsWithoutCacheAsync(result);
    }

    /// <summary>A file that breaks between two views costs its own row only.</summary>
    [Fact]
    public async Task ComputeAsync_PhotoThatOnlyOneViewCanUse_IsLeftOut()
    {
        bench.AddMany(4);
        bench.Backbone = BackboneViews.Combine(Views(2), ViewCombination.Join);
        BottleneckParts good = bench.Parts;
        BottleneckResult result = await bench.RunAsync(parts: good with
        {
            ReadPhoto = (file, name, rules, input) => rules.Crop == "crop1" && name == "p002.jpg"
                ? new PhotoReading(new(Retrain.Photos.Decoding.ProblemKind.Damaged, "gone bad"), [], 0, 0)
                : good.ReadPhoto(file, name, rules, input),
        });
        Assert.Equal("daisy/p002.jpg", Assert.Single(result.Unusable).Photo.Name);
        Assert.Equal(["daisy/p000.jpg", "rose/p001.jpg", "rose/p003.jpg"], result.Photos.Select(p => p.Name));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(
            result.Features.Row(i)[..Bench.Features].ToArray(), result.Features.Row(i)[Bench.Features..].ToArray()));
    }

    [Fact]
    public async Task ComputeAsync_PhotoThatChangesInBetween_IsTold()
    {
        bench.AddMany(2);
        bench.Backbone = BackboneViews.Combine(Views(2), ViewCombination.Join);
        BottleneckParts good = bench.Parts;
        var fault = await Assert.ThrowsAsync<RetrainException>(() => bench.RunAsync(workers: 1, cache: false, parts: good with
        {
            ReadPhoto = (file, name, rules, input) =>
            {
                if (rules.Crop == "stretch" && name == "p001.jpg")
                {
                    bench.Add("rose/p001.jpg", "another picture");
                }

                return good.ReadPhoto(file, name, rules, input);
            },
        }));
        Assert.EndsWith("p001.jpg was changed while its views were computed; run again", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ComputeAsync_Progress_CountsPhotosOfAllViews()
    {
        bench.AddMany(4);
        await bench.RunAsync();
        bench.Backbone = BackboneViews.Combine(Views(3), ViewCombination.Mean);
        var reports = new List<BottleneckProgress>();

        await bench.RunAsync(progress: new RelayProgress<BottleneckProgress>(reports.Add));

        Assert.Equal([4, 8, 12], reports.Select(r => r.Done));
        Assert.All(reports, r => Assert.Equal((12, 4), (r.Total, r.FromCache)));
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
    }

    [Fact]
    public async Task ComputeAsync_Strict_StopsAtTheFirstView()
    {
        bench.AddMany(2);
        bench.Add("daisy/bad.jpg", "BAD");
        bench.Backbone = BackboneViews.Combine(Views(2), ViewCombination.Join);
        await Assert.ThrowsAsync<UnusablePhotoException>(() => bench.RunAsync(strict: true));
        Assert.InRange(bench.NetworkRuns, 0, 2);
    }

    private Backbone[] Views(int count) =>
        [.. Enumerable.Range(0, count).Select(i => plain with
        {
            Preprocessing = plain.Preprocessing with { Crop = i == 0 ? "stretch" : "crop" + i },
        })];

    private PhotoReading ReadByCrop(ReadOnlyMemory<byte> file, string name, Preprocessing rules, Span<float> input)
    {
        PhotoReading reading = bench.Parts.ReadPhoto(file, name, rules, input);
        foreach (ref float value in input)
        {
            value += rules.Crop[^1];
        }

        return reading;
    }
}
