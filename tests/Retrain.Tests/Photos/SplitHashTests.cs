using System.Globalization;
using Retrain.Photos.Splitting;

namespace Retrain.Tests.Photos;

public sealed class SplitHashTests
{
    [Fact]
    public void Bits_OddPaths_AreTheRecordedOnes() => Assert.All(SplitFixtures.Rows("odd_paths.json"), row =>
    {
        string key = SplitHash.CompatKey(row.GetProperty("path").GetString()!);
        Assert.Equal(row.GetProperty("hashed").GetString(), key);
        uint bits = SplitHash.Bits(key);
        Assert.Equal(row.GetProperty("k").GetUInt32(), bits);
        Assert.Equal(double.Parse(row.GetProperty("percent").GetString()!, CultureInfo.InvariantCulture), SplitHash.Percent(bits));
        Assert.Equal(SplitFixtures.Set(row.GetProperty("set").GetString()!), SplitHash.SetOf(SplitHash.Percent(bits), 10, 10));
    });

    [Fact]
    public void SetOf_Borders_AreTheRecordedOnes() => Assert.All(SplitFixtures.Rows("boundaries.json"), row =>
    {
        double percent = SplitHash.Percent(row.GetProperty("k").GetUInt32());
        Assert.Equal(double.Parse(row.GetProperty("percent").GetString()!, CultureInfo.InvariantCulture), percent);
        Assert.Equal(SplitFixtures.Set(row.GetProperty("set_10_10").GetString()!), SplitHash.SetOf(percent, 10, 10));
    });

    [Theory]
    [InlineData("leaves/leaf7_nohash_2.jpg", "leaves/leaf7")]
    [InlineData("my_nohash_set/a.jpg", "my_nohash_set/a.jpg")]
    [InlineData("my_nohash_set/in_nohash_/a_nohash_b_nohash_c.jpg", "my_nohash_set/in_nohash_/a")]
    [InlineData("leaves/_nohash_.jpg", "leaves/")]
    public void Key_NoHash_CutsInTheFileNameOnly(string name, string key) => Assert.Equal(key, SplitHash.Key(name));
}
