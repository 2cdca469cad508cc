using System.Text.Json;

namespace Retrain.EndToEnd;

/// <summary>Photos of many kinds among the usable ones. FIELD_CASES R03, R05, R15, R17, N12, S01, P14.</summary>
public sealed class PhotoKindSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PhotoKindSpecs() => PhotoFolders.TwoClasses(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task I_have_phone_photos_that_cannot_be_read_and_am_told_their_number_and_what_to_do()
    {
        for (int i = 0; i < 25; i++)
        {
            folder.Write($"photos/daisy/IMG_{i:0000}.HEIC", [.. PhotoFolders.Picture("other/photo.heic"), (byte)i]);
        }

        ProgramRun run = await Programs.Retrain(folder, "--image_dir", "photos", "--how_many_training_steps", "10", "--model_dir", "m");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Single(run.Error.Split('\n'), l => l.Contains("25 x HEIC is not read here; convert it to JPEG", StringComparison.Ordinal));
        Assert.True(run.Error.Split('\n').Count(l => l.Contains("HEIC", StringComparison.Ordinal)) <= 11, run.Error);
        Assert.Contains("25 photos were left out; run.json names them", run.Out, StringComparison.Ordinal);
        Assert.Equal(25,
            JsonDocument.Parse(File.ReadAllText(folder["m", "run.json"])).RootElement.GetProperty("left_out").GetArrayLength());
    }

    [Fact]
    public async Task I_can_mix_kinds_and_wrong_names_and_each_photo_scores_the_same_ever_again()
    {
        string[] usable =
        [
            "gif/one_frame.gif", "gif/animated_5.gif", "gif/animated_first_transparent.gif", "misnamed/gif_named.jpg",
            "misnamed/webp_lossy.jpeg", "misnamed/webp_lossless.jpeg", "misnamed/webp_alpha.jpeg", "misnamed/webp_animated.jpeg",
            "jpeg/cmyk_adobe.jpg", "jpeg/grey.jpg", "png/grey_16.png", "png/grey_1.png", "png/grey_alpha_8.png", "misnamed/jpeg_named.png",
        ];
        string[] others = ["jpeg_other_kinds/jpeg_ls.jpg", "jpeg_other_kinds/jpeg2000_jp2.jpg", "jpeg_other_kinds/lossless_sof3.jpg",
            "jpeg_other_kinds/twelve_bit.jpg"];
        foreach (string file in (IEnumerable<string>)[.. usable, .. others])
        {
            folder.Write("photos/roses/" + Path.GetFileName(file), PhotoFolders.Picture(file));
        }

        ProgramRun run = await Programs.Retrain(folder, "--image_dir", "photos", "--how_many_training_steps", "10", "--model_dir", "m");
        ProgramRun first = await Programs.LabelImage(folder, "--graph", "m", "--json", "photos/roses");
        ProgramRun second = await Programs.LabelImage(folder, "--graph", "m", "--json", "photos/roses");
        ProgramRun single = await Programs.LabelImage(folder, "--graph", "m", "--json", "photos/roses/animated_5.gif");

        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement json = JsonDocument.Parse(File.ReadAllText(folder["m", "run.json"])).RootElement;
        Assert.Equal(20 + 20 + usable.Length, json.GetProperty("photos").GetProperty("used").GetInt32());
        Assert.Equal(others.Select(f => "roses/" + Path.GetFileName(f)).Order(),
            json.GetProperty("left_out").EnumerateArray().Select(l => l.GetProperty("file").GetString()).Order());
        Assert.Contains("name says .jpeg, content is webp", File.ReadAllText(folder["m", "run.json"]), StringComparison.Ordinal);
        Assert.Equal(3, first.ExitCode);
        Assert.Equal(first, second);
        Assert.Contains(single.Out, first.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_have_many_small_classes_and_the_warnings_stay_readable()
    {
        for (int c = 0; c < 40; c++)
        {
            // Bytes after the end make the pictures different.
            folder.Write($"photos/kind {c:00}/a.jpg", [.. PhotoFolders.Picture("jpeg/quality_5.jpg"), (byte)c]);
        }

        ProgramRun run = await Programs.Retrain(folder, "--image_dir", "photos", "--how_many_training_steps", "10", "--model_dir", "m");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("class 'kind 00' has 1 photo: cannot be measured", run.Error, StringComparison.Ordinal);
        Assert.True(run.Error.Split('\n').Count(l => l.StartsWith("Warning: ", StringComparison.Ordinal)) <= 40, run.Error);
        Assert.Contains("more, all of them in run.json", run.Error, StringComparison.Ordinal);
        Assert.Equal(80,
            JsonDocument.Parse(File.ReadAllText(folder["m", "run.json"])).RootElement.GetProperty("warnings").GetArrayLength());
    }
}
