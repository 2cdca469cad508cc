using CsCheck;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Splitting;

namespace Retrain.Tests.Photos;

public sealed class SplitTests
{
    private static PhotoSet HashSet(string name) => SplitHash.SetOf(SplitHash.Percent(SplitHash.Bits(SplitHash.Key(name))), 10, 10);

    private static Dictionary<string, PhotoSet> SetsByName(PhotoFolder folder, Split split) =>
        folder.Photos.Select((p, i) => (p.Name, Set: split.Sets[i])).ToDictionary(p => p.Name, p => p.Set);

    // The first names "class/number.jpg" that the hash puts into these sets.
    private static string[] Names(string folder, params PhotoSet[] sets)
    {
        var names = new List<string>();
        foreach (PhotoSet set in sets)
        {
            names.Add(Enumerable.Range(0, 100_000).Select(i => $"{folder}/{i}.jpg").First(n => !names.Contains(n) && HashSet(n) == set));
        }

        return [.. names];
    }

    private static string[] Many(string folder, int count) => [.. Enumerable.Range(0, count).Select(i => $"{folder}/{i:00000}.jpg")];

    [Theory]
    [InlineData("absolute", true)]
    [InlineData("moved", true)]
    [InlineData("relative", true)]
    [InlineData("folder_and_file", false)]
    public void Create_AllFlowerPhotos_HaveTheRecordedSets(string spelling, bool compat)
    {
        (PhotoFolder folder, (uint Bits, PhotoSet Tens, PhotoSet TwentyThirty)[] expected) = SplitFixtures.Flowers(spelling);
        Assert.Equal(3670, expected.Length);
        Assert.Equal(expected.Select(e => e.Bits), folder.Photos.Select(p => SplitHash.Bits(compat ? p.Path : p.Name)));
        Split tens = Split.Create(folder, new SplitOptions { Compat = compat });
        Assert.Equal(expected.Select(e => e.Tens), tens.Sets);
        Assert.Empty(tens.Warnings);
        Split others = Split.Create(folder, new SplitOptions { Compat = compat, ValidationPercentage = 20, TestingPercentage = 30 });
        Assert.Equal(expected.Select(e => e.TwentyThirty), others.Sets);
    }

    [Fact]
    public void Create_FolderMovedElsewhere_ChangesNothingByDefault()
    {
        PhotoFolder here = SplitFixtures.Flowers("absolute").Folder;
        PhotoFolder there = SplitFixtures.Flowers("moved").Folder;
        Assert.Equal(Split.Create(here).Sets, Split.Create(there).Sets);
    }

    [Fact]
    public void Create_OtherFilesComeGoAndAreRenamed_KeepsEachPhotosSet() =>
        Gen.Select(Gen.Int[0, 9999].HashSet[200, 300], Gen.Int[0, 9999].HashSet[200, 300]).Sample(
            (before, after) =>
            {
                Dictionary<string, PhotoSet> first = Sets(before);
                Dictionary<string, PhotoSet> second = Sets(after);
                return first.Keys.Intersect(second.Keys).All(name => first[name] == second[name]);
            },
            iter: 50);

    [Fact]
    public void Create_SmallClassesChange_KeepsTheSetOfPhotosThatWereNotMoved() =>
        Gen.Int[0, 999].HashSet[1, 12].Sample(
            numbers =>
            {
                Dictionary<string, PhotoSet> sets = Sets(numbers);
                return numbers.Count < 3
                    ? sets.Values.All(s => s == PhotoSet.Training)
                    : sets.Count(s => s.Value != HashSet(s.Key)) <= 2 && sets.Values.Distinct().Count() == 3;
            },
            iter: 500);

    private static Dictionary<string, PhotoSet> Sets(IEnumerable<int> numbers)
    {
        PhotoFolder folder = SplitFixtures.Folder(numbers.Select(i => $"daisy/{i}.jpg"));
        return SetsByName(folder, Split.Create(folder));
    }

    [Fact]
    public void Create_TwoClassesOfEightPhotos_HaveOneInEachSet()
    {
        PhotoFolder folder = SplitFixtures.Folder([.. Many("daisy", 8), .. Many("rose", 8)]);
        Split split = Split.Create(folder);
        foreach (int c in new[] { 0, 1 })
        {
            Assert.Equal(3, split.Sets.Where((_, i) => folder.Photos[i].Class == c).Distinct().Count());
        }
    }

    [Theory]
    [InlineData(1, "class 'small' has 1 photo: cannot be measured")]
    [InlineData(2, "class 'small' has 2 photos: cannot be measured")]
    public void Create_OneOrTwoPhotos_StayInTraining(int count, string warning)
    {
        // Also where the hash sends the only photo to the test set.
        string[] small = Names("small", [.. Enumerable.Repeat(PhotoSet.Testing, count)]);
        PhotoFolder folder = SplitFixtures.Folder([.. small, .. Many("big", 100)]);
        Split split = Split.Create(folder);
        Assert.All(SetsByName(folder, split).Where(p => small.Contains(p.Key)), p => Assert.Equal(PhotoSet.Training, p.Value));
        Assert.Equal([warning], split.Warnings);
    }

    [Fact]
    public void Create_SetWithoutPhoto_GetsTheNearestHash()
    {
        string[] names = [.. Names("daisy", [.. Enumerable.Repeat(PhotoSet.Training, 10)])];
        PhotoFolder folder = SplitFixtures.Folder([.. names, .. Many("rose", 100)]);
        Split split = Split.Create(folder);
        string[] byHash = [.. names.OrderBy(n => SplitHash.Bits(n))];
        Dictionary<string, PhotoSet> sets = SetsByName(folder, split);
        Assert.Equal(PhotoSet.Validation, sets[byHash[0]]);
        Assert.Equal(PhotoSet.Testing, sets[byHash[1]]);
        Assert.All(byHash.Skip(2), n => Assert.Equal(PhotoSet.Training, sets[n]));
        Assert.Equal(
            [
                $"class 'daisy' had no photo in the validation set; moved there: '{byHash[0]}'",
                $"class 'daisy' had no photo in the testing set; moved there: '{byHash[1]}'",
            ],
            split.Warnings);
    }

    [Theory]
    [InlineData(PhotoSet.Validation)]
    [InlineData(PhotoSet.Testing)]
    [InlineData(PhotoSet.Training)]
    public void Create_ThreePhotosOfOneSet_AreSpreadOverAll(PhotoSet set)
    {
        PhotoFolder folder = SplitFixtures.Folder([.. Names("daisy", set, set, set), .. Many("rose", 100)]);
        Assert.Equal(3, Split.Create(folder).Sets.Take(3).Distinct().Count());
    }

    [Fact]
    public void Create_NoHashGroups_MoveTogether()
    {
        string[] names = [.. Enumerable.Range(0, 12).Select(i => $"daisy/leaf{i / 4}_nohash_{i}.jpg")];
        PhotoFolder folder = SplitFixtures.Folder([.. names, .. Many("rose", 100)]);
        Dictionary<string, PhotoSet> sets = SetsByName(folder, Split.Create(folder));
        Assert.All(names.Chunk(4), group => Assert.Single(group.Select(n => sets[n]).Distinct()));
        Assert.Equal(3, names.Select(n => sets[n]).Distinct().Count());
    }

    [Fact]
    public void Create_OneNoHashGroupOnly_IsNotTornApart()
    {
        string[] names = [.. Enumerable.Range(0, 12).Select(i => $"daisy/leaf_nohash_{i}.jpg")];
        Split split = Split.Create(SplitFixtures.Folder([.. names, .. Many("rose", 100)]));
        PhotoSet whole = Assert.Single(split.Sets.Take(12).Distinct());
        IEnumerable<PhotoSet> others = Enum.GetValues<PhotoSet>().Where(s => s != whole);
        Assert.Equal(others.Select(s => $"class 'daisy' has no photo in the {s.ToString().ToLowerInvariant()} set"), split.Warnings);
    }

    [Fact]
    public void Create_NoHashInTheClassFolder_DoesNotDecide()
    {
        Split split = Split.Create(SplitFixtures.Folder([.. Many("my_nohash_set", 200), .. Many("rose", 200)]));
        Assert.Equal(3, split.Sets.Take(200).Distinct().Count());
    }

    [Fact]
    public void Create_NoShareForASet_MovesNothingThere()
    {
        PhotoFolder folder = SplitFixtures.Folder([.. Many("daisy", 5), .. Many("rose", 5)]);
        Split split = Split.Create(folder, new SplitOptions { ValidationPercentage = 0, TestingPercentage = 0 });
        Assert.All(split.Sets, s => Assert.Equal(PhotoSet.Training, s));
        Assert.Empty(split.Warnings);
        Assert.DoesNotContain(PhotoSet.Testing, Split.Create(folder, new SplitOptions { TestingPercentage = 0 }).Sets);
    }

    [Fact]
    public void Create_CompatWithSmallClasses_OnlyWarns()
    {
        string[] names = Names("photos/daisy", PhotoSet.Training, PhotoSet.Training, PhotoSet.Validation);
        PhotoFolder folder = SplitFixtures.Folder([.. names.Select(n => n["photos/".Length..]), .. Many("rose", 200)]);
        Split split = Split.Create(folder, new SplitOptions { Compat = true });
        Assert.Equal(folder.Photos.Select(p => HashSet(p.Path)), split.Sets);
        Assert.Equal(["class 'daisy' has no photo in the testing set"], split.Warnings);
    }

    [Theory]
    [InlineData(-5, 101, "--validation_percentage is -5, expected 0 to 100\n--testing_percentage is 101, expected 0 to 100")]
    [InlineData(60, 50, "--validation_percentage 60 and --testing_percentage 50 are more than 100 together; what they leave is for training")]
    public void Create_SharesOutOfRange_TellsAllFaults(int validation, int testing, string message)
    {
        var options = new SplitOptions { ValidationPercentage = validation, TestingPercentage = testing };
        Assert.Equal(message,
            Assert.Throws<UsageException>(() => Split.Create(SplitFixtures.Folder("a/1.jpg", "b/1.jpg"), options)).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void Create_NineHundredFiftyToFifty_KeepsBothSharesNearTheWanted(int naming)
    {
        // The hash draws each photo by itself: shares scatter as a coin's do. Four standard deviations hold for all but one draw in 16,000.
        PhotoFolder folder = SplitFixtures.Folder([.. Many($"big{naming}", 950), .. Many($"rare{naming}", 50)]);
        Split split = Split.Create(folder);
        for (int c = 0; c < 2; c++)
        {
            PhotoSet[] sets = [.. split.Sets.Where((_, i) => folder.Photos[i].Class == c)];
            double limit = 4 * Math.Sqrt(sets.Length * 0.1 * 0.9);
            foreach (PhotoSet set in new[] { PhotoSet.Validation, PhotoSet.Testing })
            {
                Assert.InRange(sets.Count(s => s == set), Math.Max(1, sets.Length * 0.1 - limit), sets.Length * 0.1 + limit);
            }
        }
    }

    [Fact]
    public void Create_FortyThousandPhotosFirstClassBiggest_DividesEachClass()
    {
        PhotoFolder folder = SplitFixtures.Folder([.. Many("a", 28_000), .. Many("b", 6_000), .. Many("c", 6_000)]);
        Split split = Split.Create(folder);
        Assert.Equal(40_000, split.Sets.Count);
        for (int c = 0; c < 3; c++)
        {
            PhotoSet[] sets = [.. split.Sets.Where((_, i) => folder.Photos[i].Class == c)];
            Assert.InRange(sets.Count(s => s == PhotoSet.Validation) / (double)sets.Length, 0.09, 0.11);
            Assert.InRange(sets.Count(s => s == PhotoSet.Testing) / (double)sets.Length, 0.09, 0.11);
        }
    }
}
