using System.Globalization;
using System.Text.Json;

namespace Retrain.EndToEnd;

/// <summary>Labelling one photo, many, folders, and lists. FIELD_CASES R16, T14, N09, P14.</summary>
public sealed class LabelImageSpecs : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    public async ValueTask InitializeAsync()
    {
        PhotoFolders.TwoClasses(folder);
        ProgramRun run = await Programs.Retrain(folder, "--image_dir", "photos", "--how_many_training_steps", "50", "--model_dir", "model");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task I_get_the_originals_lines_for_one_photo()
    {
        ProgramRun run = await Programs.LabelImage(folder, "--graph=model", "--labels=model/labels.txt", "--input_layer=images",
            "--output_layer=final_result", "--image=photos/daisy/quality_5.jpg");

        Assert.True(run.ExitCode == 0, run.Error);
        string[] lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Matches(@"^(daisy|roses) [0-9.e-]+$", line));
        Assert.Equal(1, lines.Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)), 1e-6);
    }

    [Fact]
    public async Task I_get_one_error_row_for_one_bad_photo_among_many()
    {
        folder.Write("photos/daisy/bad.jpg", "no picture"u8);

        ProgramRun csv = await Programs.LabelImage(folder, "--graph", "model", "--csv", "photos");
        ProgramRun json = await Programs.LabelImage(folder, "--graph", "model", "--json", "photos");

        Assert.Equal(3, csv.ExitCode);
        string[] rows = csv.Out.Split("\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + 41, rows.Length);
        Assert.Single(rows, r => r.Contains("bad.jpg", StringComparison.Ordinal) && r.Contains(",,", StringComparison.Ordinal));
        Assert.Equal(3, json.ExitCode);
        Assert.Single(json.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            r => JsonDocument.Parse(r).RootElement.TryGetProperty("error", out JsonElement e) && e.ValueKind == JsonValueKind.String);
    }

    [Fact]
    public async Task I_can_hand_a_list_on_standard_input_and_get_the_same_scores_as_one_by_one()
    {
        string[] photos = [.. Directory.GetFiles(folder["photos", "roses"]).Order(StringComparer.Ordinal)];

        ProgramRun list = await Programs.Run("label_image", folder, string.Join('\n', photos), null, "--graph", "model", "--json", "-");
        ProgramRun single = await Programs.LabelImage(folder, "--graph", "model", "--json", photos[7]);

        string[] rows = list.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(photos.Length, rows.Length);
        Assert.Equal(rows[7], single.Out.TrimEnd('\n'));
    }

    [Fact]
    public async Task I_am_stopped_when_the_labels_do_not_fit_the_model()
    {
        File.WriteAllText(folder["three.txt"], "a\nb\nc\n");

        ProgramRun run = await Programs.LabelImage(folder, "--graph", "model", "--labels", "three.txt", "photos/daisy/quality_5.jpg");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("3 labels", run.Error, StringComparison.Ordinal);
        Assert.Contains("2 classes", run.Error, StringComparison.Ordinal);
    }
}
