using System.Text;
using System.Text.Json;

namespace Retrain.EndToEnd;

/// <summary>Names are data: they come out as they went in. FIELD_CASES N02, N04, N06, N07, N09, N10, N17.</summary>
public sealed class NameSpecs(OddNames odd) : IClassFixture<OddNames>
{
    private readonly TemporaryFolder folder = odd.Folder;

    [Fact]
    public async Task I_get_my_labels_back_as_the_folders_are_named_and_nothing_is_written_elsewhere()
    {
        string[] labels = File.ReadAllLines(folder["my model", "labels.txt"]);
        ProgramRun run = await Programs.LabelImage(folder, "--graph", "my model", "--json", Path.Combine(OddNames.Root, "CON", "0.jpg"));

        Assert.Equal(OddNames.Classes.Order(), labels.Order());
        JsonElement[] scores = [.. JsonDocument.Parse(run.Out).RootElement.GetProperty("scores").EnumerateArray()];
        Assert.Equal(labels.Order(), scores.Select(s => s.GetProperty("label").GetString()).Order());
        Assert.Equal(["cache", "my model", OddNames.Root], Directory.GetFileSystemEntries(folder.FullPath).Select(p => Path.GetFileName(p))
            .Where(n => !n.StartsWith("out", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task I_get_every_photo_of_a_folder_labelled_whatever_its_name_as_json_and_as_csv_for_spreadsheets()
    {
        string[] onDisk = [.. Directory.GetFiles(folder[OddNames.ClassOfFiles])
            .Select(f => Path.Combine(OddNames.ClassOfFiles, Path.GetFileName(f))).Order()];
        Assert.Equal(OddNames.Files.Length + 3, onDisk.Length);

        ProgramRun json = await Programs.LabelImage(folder, "--graph", "my model", "--json", OddNames.ClassOfFiles);
        string[] words = OperatingSystem.IsWindows()
            ? []
            : ["\"$LABEL_IMAGE\"", "--graph", "'my model'", "--csv", $"'{OddNames.ClassOfFiles}'", "> out.csv"];
        ProgramRun csv = await Programs.Shell(folder, string.Join(' ', words));

        Assert.True(json.ExitCode == 0, json.Error);
        Assert.Equal(onDisk, Rows(json).Select(r => r.GetProperty("file").GetString()).Order());
        Assert.All(Rows(json), r => Assert.Equal(JsonValueKind.Null, r.GetProperty("error").ValueKind));
        Assert.True(csv.ExitCode == 0, csv.Error);
        byte[] bytes = File.ReadAllBytes(folder["out.csv"]);
        Assert.Equal(Encoding.UTF8.Preamble, bytes.AsSpan(0, 3));
        List<string[]> table = CsvText.Parse(Encoding.UTF8.GetString(bytes.AsSpan(3)));
        Assert.Equal(["file", "label", "score", "error"], table[0]);
        Assert.Equal(onDisk, table.Skip(1).Select(r => r[0]).Order());
        Assert.All(table.Skip(1), r => Assert.Contains(r[1], OddNames.Classes));
    }

    [Fact]
    public async Task I_can_name_photos_that_look_like_options_and_hand_over_lists_with_blanks()
    {
        File.Copy(folder[OddNames.ClassOfFiles, "--csv.jpg"], folder["--csv.jpg"]);
        ProgramRun dashes = await Programs.LabelImage(folder, "--graph", "my model", "--json", "--", "--csv.jpg");
        File.Delete(folder["--csv.jpg"]);
        string[] names = [.. OddNames.Files.Where(f => !f.Contains('\n', StringComparison.Ordinal)).Select(
            f => Path.Combine(OddNames.ClassOfFiles, f))];
        ProgramRun list = await Programs.Run(
            "label_image", folder, string.Join("\r\n", names) + "\r\n\r\n", null, "--graph", "my model", "--json", "-");

        Assert.True(dashes.ExitCode == 0, dashes.Error);
        Assert.True(list.ExitCode == 0, list.Out);
        Assert.Equal(names, Rows(list).Select(r => r.GetProperty("file").GetString()));
    }

    [Theory]
    [InlineData("C")]
    [InlineData("POSIX")]
    [InlineData("de_DE.ISO-8859-1")]
    [InlineData("ko_KR.EUC-KR")]
    public async Task I_get_the_same_bytes_whatever_the_character_set_of_my_locale(string locale)
    {
        string names = string.Join('\n',
            OddNames.Files.Where(f => !f.Contains('\n', StringComparison.Ordinal)).Select(f => Path.Combine(OddNames.ClassOfFiles, f)));
        ProgramRun plain = await Programs.Run("label_image", folder, names, null, "--graph", "my model", "--csv", "-");
        ProgramRun local = await Programs.Run("label_image", folder, names,
            new Dictionary<string, string> { ["LC_ALL"] = locale, ["LANG"] = locale }, "--graph", "my model", "--csv", "-");

        Assert.True(plain.ExitCode == 0, plain.Out);
        Assert.Equal(plain, local);
        Assert.Contains("日本 🙂.jpg", plain.Out, StringComparison.Ordinal);
        Assert.Contains("玫瑰", odd.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("windows", "\r\n", "")]
    [InlineData("windows_with_mark", "\r\n", "\uFEFF")]
    [InlineData("trailing_blanks_and_empty_line", " \t\n", "")]
    public async Task I_can_edit_the_labels_file_anywhere(string name, string lineEnd, string mark)
    {
        string[] labels = File.ReadAllLines(folder["my model", "labels.txt"]);
        folder.Write($"out/{name}.txt", Encoding.UTF8.GetBytes(
            mark + string.Concat(labels.Select(l => l + lineEnd)) + (name.EndsWith("line", StringComparison.Ordinal) ? "\n" : "")));
        folder.Write($"out/{name}_short.txt", Encoding.UTF8.GetBytes(mark + string.Concat(labels.Skip(1).Select(l => l + lineEnd))));
        string photo = Path.Combine(OddNames.Root, "CON", "0.jpg");

        ProgramRun own = await Programs.LabelImage(folder, "--graph", "my model", photo);
        ProgramRun edited = await Programs.LabelImage(folder, "--graph", "my model", "--labels", $"out/{name}.txt", photo);
        ProgramRun cut = await Programs.LabelImage(folder, "--graph", "my model", "--labels", $"out/{name}_short.txt", photo);

        Assert.Equal(own, edited);
        Assert.Equal(1, cut.ExitCode);
        Assert.Contains($"{labels.Length - 1} labels", cut.Error, StringComparison.Ordinal);
        Assert.Contains($"{labels.Length} classes", cut.Error, StringComparison.Ordinal);
    }

    private static JsonElement[] Rows(ProgramRun run) =>
        [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(r => JsonDocument.Parse(r).RootElement)];
}
