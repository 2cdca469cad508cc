using System.Globalization;

namespace Retrain.EndToEnd;

/// <summary>The options of the original label_image, as far as they concern ONNX models. REFERENCE 1.4 and 7.2, fault 31.</summary>
/// <param name="model">Classes daisy and roses, 224 x 224 pixels.</param>
public sealed class LabelImageOptionSpecs(TwoClassModel model) : IClassFixture<TwoClassModel>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--input_layer Placeholder --output_layer final_result --input_height 224 --input_width 224")]
    [InlineData("--input_layer=images --output_layer=final_result")]
    [InlineData("--input_h 224 --input_w 224")]
    [InlineData("--input-height 224 --input-width=224 --output-layer final_result")]
    [InlineData("--input_height 0 --input_width 0")]
    [InlineData("--input_mean 0 --input_std 0")]
    [InlineData("--input_mean 0 --input_std 255")]
    [InlineData("--input_std 255.0")]
    [InlineData("--input_std 3 --input_std 255")]
    [InlineData("--input_layer= --output_layer=")]
    public async Task I_get_the_models_own_answer_where_options_say_what_it_says_itself(string options)
    {
        ProgramRun run = await Label(options);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(model.Answer, run.Out);
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("--input_mean 127.5 --input_std 127.5")]
    [InlineData("--input_mean=-20")]
    [InlineData("--input_std 128")]
    public async Task I_can_give_fractions_as_mean_and_deviation(string options)
    {
        ProgramRun run = await Label(options);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.NotEqual(model.Answer, run.Out);
    }

    [Fact]
    public async Task I_can_ask_for_the_values_before_the_softmax()
    {
        ProgramRun run = await Label("--output_layer final_retrain_ops/Wx_plus_b/add");

        Assert.True(run.ExitCode == 0, run.Error);
        double[] logits = [.. Scores(run.Out).Select(s => double.Parse(s, CultureInfo.InvariantCulture))];
        double[] scores = [.. Scores(model.Answer).Select(s => double.Parse(s, CultureInfo.InvariantCulture))];
        Assert.Equal(Math.Log(scores[0] / scores[1]), logits[0] - logits[1], 1e-5);
    }

    [Theory]
    [InlineData("--no_such_flag 1", 2, "Unknown option --no_such_flag")]
    [InlineData("--input 3", 2, "--input could be --input_height or --input_width or --input_mean or --input_std or --input_layer")]
    [InlineData("--input_mean abc", 2, "--input_mean takes a number; found 'abc'")]
    [InlineData("--input_height 299 --input_width 299", 2, "--input_height is 299, but")]
    [InlineData("--input_layer input", 2, "has no input 'input' (--input_layer); it has: images float [N, 3, 224, 224]")]
    [InlineData("--input_layer Placeholder:0", 2, "has no input 'Placeholder:0'")]
    [InlineData("--output_layer InceptionV3/Predictions/Reshape_1", 2, "it has: final_result float [N, 2]")]
    [InlineData("--image none.jpg", 1, "none.jpg: no such file")]
    [InlineData("--image=", 2, "Must name a photo")]
    [InlineData("--graph none.pb", 1, "model 'none.pb' does not exist")]
    [InlineData("--graph labels.txt", 1, "'labels.txt': no TensorFlow graph")]
    [InlineData("--labels none.txt", 1, "labels file 'none.txt' does not exist")]
    [InlineData("--labels three.txt", 1, "has 3 labels, the model answers for 2 classes")]
    [InlineData("--labels one.txt", 1, "has 1 label, the model answers for 2 classes")]
    [InlineData("--labels shuffled.txt", 1, "line 1 says 'roses', the model's class 1 is 'daisy'")]
    public async Task I_am_told_what_does_not_fit(string options, int exit, string message)
    {
        folder.Write("labels.txt", "daisy\nroses\n"u8);
        folder.Write("three.txt", "a\nb\nc\n"u8);
        folder.Write("one.txt", "a\n"u8);
        folder.Write("shuffled.txt", "roses\ndaisy\n"u8);

        ProgramRun run = await Label(options);

        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal(exit, run.ExitCode);
        Assert.Empty(run.Out);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("daisy\nroses", "daisy", "roses")]
    [InlineData("daisy\r\nroses\r\n", "daisy", "roses")]
    [InlineData(" daisy \t\nroses \r\n", " daisy", "roses")]
    [InlineData("daisy\n \n", "daisy", "")]
    [InlineData("daisy\nroses\n\n\n", "daisy", "roses")]
    [InlineData("\uFEFFMargerite\nRosen\n", "Margerite", "Rosen")]
    public async Task I_can_bring_labels_with_odd_blanks_and_line_ends(string text, string first, string second)
    {
        File.WriteAllText(folder["odd.txt"], text);

        ProgramRun run = await Label("--labels odd.txt");

        Assert.True(run.ExitCode == 0, run.Error);
        string[] own = Scores(model.Answer);
        string[] labels = [.. run.Out.Split('\n')[..2].Select(line => line[..line.LastIndexOf(' ')])];
        Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), labels.Order(StringComparer.Ordinal));
        Assert.Equal(own, Scores(run.Out));
    }

    [Theory]
    [InlineData("bmp/grey_8.bmp")]
    [InlineData("bmp/rgb_24.bmp")]
    [InlineData("gif/one_frame.gif")]
    [InlineData("gif/animated_5.gif")]
    [InlineData("jpeg/grey.jpg")]
    [InlineData("png/grey_8.png")]
    [InlineData("png/rgba_8.png")]
    [InlineData("misnamed/png_named.jpg")]
    [InlineData("misnamed/jpeg_named.gif")]
    [InlineData("misnamed/webp_lossy.jpeg")]
    public async Task I_can_label_a_picture_of_any_kind_whatever_its_name(string picture)
    {
        folder.Write("picture" + Path.GetExtension(picture), PhotoFolders.Picture(picture));

        ProgramRun run = await Programs.LabelImage(folder, "--graph", model.Folder, "--image", "picture" + Path.GetExtension(picture));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.All(Scores(run.Out), NumpyFloat.Check);
        Assert.Equal(2, Scores(run.Out).Length);
    }

    private static string[] Scores(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.LastIndexOf(' ') + 1)..])];

    private Task<ProgramRun> Label(string options) =>
        Programs.LabelImage(
            folder, ["--image", model.Photo, "--graph", model.Folder, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
}
