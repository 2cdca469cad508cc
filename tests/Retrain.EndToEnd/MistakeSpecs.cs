namespace Retrain.EndToEnd;

/// <summary>Each mistake costs one clear line and the right exit code, before any work is done. FIELD_CASES U01, U04, E02, X10.</summary>
public sealed class MistakeSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public MistakeSpecs() => PhotoFolders.TwoClasses(folder);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "Must set flag --image_dir")]
    [InlineData("--image_dir photos --no_such_flag 3", "Unknown option --no_such_flag")]
    [InlineData("--image_dir photos --how_many_trainin_steps 3", "Did you mean --how_many_training_steps?")]
    [InlineData("--image_dir photos --random 5", "--random could be --random_crop or --random_scale or --random_brightness")]
    [InlineData("--image_dir photos --output x", "--output could be --output_graph or --output_labels")]
    [InlineData("--image_dir photos --flip_left_right=true", "--flip_left_right is a switch and takes no value")]
    [InlineData("--image_dir photos --print_misclassified_test_images true", "Cannot place 'true'")]
    [InlineData("--image_dir photos --learning_rate abc", "--learning_rate takes a number; found 'abc'")]
    [InlineData("--image_dir photos --learning_rate 0,01", "write a decimal point: 0.01")]
    [InlineData("--image_dir photos --learning_rate nan", "--learning_rate takes a number; found 'nan'")]
    [InlineData("--image_dir photos --logging_verbosity info", "did you mean INFO?")]
    [InlineData("--image_dir photos --testing_percentage -5", "--testing_percentage takes a whole number from 0 to 100; found -5")]
    [InlineData("--image_dir photos --validation_percentage 100", "must leave photos to train on")]
    [InlineData("--image_dir photos --eval_step_interval 0", "--eval_step_interval takes a whole number of 1 or more; found 0")]
    [InlineData("--image_dir photos --train_batch_size 0", "train_batch_size must not be 0")]
    [InlineData("--image_dir photos --how_many_training_steps -3", "--how_many_training_steps takes a whole number of 0 or more")]
    [InlineData("--image_dir photos --random_crop -20", "random_crop must be from 0 to 1000 per cent; found -20")]
    [InlineData("--image_dir photos --random_brightness 101", "random_brightness must be from 0 to 100 per cent; found 101")]
    [InlineData("--image_dir photos --distortion_views 5", "no distortion is chosen: add flip_left_right")]
    [InlineData("--image_dir photos --flip_left_right --optimizer lbfgs", "add distortion_views 10")]
    [InlineData("--image_dir photos --summaries_dir logs --optimizer lbfgs", "no single run of steps to show")]
    [InlineData("--image_dir photos --checkpoint_path x --optimizer lbfgs", "lbfgs has no steps to keep")]
    [InlineData("--image_dir photos --resume --optimizer lbfgs", "lbfgs has no steps to go on with")]
    [InlineData("--image_dir photos --seeds 3 --auto 5", "run auto first")]
    [InlineData("--image_dir photos --folds 1", "folds must be 0 or from 2 to 100")]
    [InlineData("--image_dir photos --folds 5 --flip_left_right", "leave the distortions out")]
    [InlineData("--image_dir photos --early_stopping 5 --validation_percentage 0", "validation_percentage must be above 0")]
    [InlineData("--image_dir photos --warmup_steps 4000", "below how_many_training_steps")]
    [InlineData("--image_dir photos --label_smoothing 1", "--label_smoothing")]
    [InlineData("--image_dir photos --optimizer adam", "--optimizer takes sgd, lbfgs, momentum, adamw")]
    [InlineData("--image_dir photos --intermediate_store_frequency 100 --optimizer lbfgs", "intermediate graphs exist only with the optimizer sgd")]
    [InlineData("--image_dir photos --tfhub_module inceptoin_v3", "inception_v3")]
    [InlineData("--image_dir photos --tfhub_module https://tfhub.dev/google/imagenet/inception_v3/feature_vector/2", "version")]
    [InlineData("--image_dir photos --feature_layer no_such", "features_wide")]
    [InlineData("--image_dir photos --image_size 100", "32")]
    [InlineData("--image_dir photos --views stretch224,center", "'center' is no view of a photo")]
    [InlineData("--image_dir photos --views stretch224,centre100", "view centre100: the network efficientnet_lite0 cannot take 100 x 100")]
    [InlineData("--image_dir photos --views stretch224,centre224 --output_graph graph.pb", "does not go together with --output_graph")]
    [InlineData("--image_dir photos --final_tensor_name a:b", "final_tensor_name must be letters")]
    [InlineData("--image_dir", "--image_dir needs a value")]
    [InlineData("--image_dir photos --bottleneck_dir=b--how_many_training_steps=5", "--bottleneck_dir b--how_many_training_steps=5 runs into --how_many_training_steps: put a blank before it")]
    [InlineData("--image_dir=photos--learning-rate 0.1", "runs into --learning_rate")]
    [InlineData("--image_dir my photos", "Cannot place 'photos'")]
    [InlineData("--image_dir photos --model_dir=/m inception", "Cannot place 'inception'")]
    public async Task I_am_told_what_is_wrong_with_my_command_line(string arguments, string message)
    {
        ProgramRun run = await Programs.Retrain(folder, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
        AssertNothingWritten(run);
    }

    [Fact]
    public async Task I_am_told_what_is_there_instead_of_the_folder_I_named()
    {
        ProgramRun run = await Programs.Retrain(folder, "--image_dir", "fotos");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("fotos", run.Error, StringComparison.Ordinal);
        Assert.Contains("photos", run.Error, StringComparison.Ordinal);
        AssertNothingWritten(run);
    }

    [Theory]
    [InlineData("--model_dir", "a_file/model")]
    [InlineData("--model_dir", "a_file")]
    [InlineData("--output_labels", "a_file/labels.txt")]
    [InlineData("--output_labels", "photos")]
    [InlineData("--output_graph", "a_file/x.onnx")]
    public async Task I_am_told_before_any_work_that_results_cannot_be_written(string option, string place)
    {
        folder.Write("a_file", "content"u8);

        ProgramRun run = await Programs.Retrain(folder, "--image_dir", "photos", option, place);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(option, run.Error, StringComparison.Ordinal);
        Assert.Contains(place, run.Error, StringComparison.Ordinal);
        AssertNothingWritten(run);
    }

    [Theory]
    [InlineData("", "Must name a photo")]
    [InlineData("photo.jpg", "Must set flag --graph")]
    [InlineData("--graph nowhere photo.jpg", "nowhere")]
    [InlineData("--graph photos photo.jpg", "no model folder")]
    [InlineData("--no_such_flag 1 photo.jpg", "Unknown option")]
    [InlineData("--graph x --json --csv photo.jpg", "exclude each other")]
    public async Task I_am_told_what_label_image_lacks(string arguments, string message)
    {
        ProgramRun run = await Programs.LabelImage(folder, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.True(run.ExitCode is 1 or 2, run.Error);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_give_an_option_twice_and_the_last_counts_as_in_the_original()
    {
        ProgramRun run = await Programs.Retrain(
            folder, "--image_dir", "photos", "--how_many_training_steps", "7", "--model_dir", "m", "--how-many=3");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("\"how_many_training_steps\": 3,", File.ReadAllText(folder["m", "run.json"]), StringComparison.Ordinal);
    }

    /// <summary>Each with what must be in its line: the thing it is about, and what to do.</summary>
    [Theory]
    [InlineData("retrain --image_dir empty", 1, "'empty'", "one sub-folder of photos per class is needed")]
    [InlineData("retrain --image_dir one_class", 1, "'daisy' (1 photo)", "add a folder of photos for each further class")]
    [InlineData("retrain --image_dir photos/daisy", 1, "photos/daisy", "put them into one sub-folder per class")]
    [InlineData("retrain --image_dir above", 1, "'above/flowers'", "did you mean")]
    [InlineData("retrain --image_dir photos/daisy/quality_5.jpg", 2, "photos/daisy/quality_5.jpg", "name the folder")]
    [InlineData("retrain --image_dir all_broken", 1, "all_broken", "can be used")]
    [InlineData("retrain --image_dir photos --tfhub_module broken.onnx", 1, "broken.onnx", "ONNX")]
    [InlineData("retrain --image_dir photos --split_file a_file", 1, "a_file", "correct the file")]
    [InlineData("retrain --image_dir photos --model_dir a_file", 1, "a_file", "choose another place")]
    [InlineData("retrain --image_dir photos --learning_rate 1e38 --model_dir m", 1, "1E+38", "lower --learning_rate")]
    [InlineData("label_image --graph broken.onnx photos/daisy/quality_5.jpg", 1, "broken.onnx", "ONNX")]
    [InlineData("label_image --graph half photos/daisy/quality_5.jpg", 1, "half", "holds no model.onnx")]
    public async Task I_make_a_common_mistake_and_get_one_line_that_helps(string command, int exitCode, string about, string advice)
    {
        Directory.CreateDirectory(folder["empty"]);
        Directory.CreateDirectory(folder["half"]);
        folder.Write("one_class/daisy/a.jpg", PhotoFolders.Picture("jpeg/quality_5.jpg"));
        folder.Write("above/flowers/daisy/a.jpg", PhotoFolders.Picture("jpeg/quality_5.jpg"));
        folder.Write("above/flowers/roses/a.jpg", PhotoFolders.Picture("jpeg/quality_5.jpg"));
        folder.Write("all_broken/daisy/a.jpg", "no picture"u8);
        folder.Write("all_broken/rose/a.jpg", "no picture either"u8);
        folder.Write("broken.onnx", "no network"u8);
        folder.Write("a_file", "content"u8);
        string[] words = command.Split(' ');

        ProgramRun run = await Programs.Run(words[0], folder, "", null, words[1..]);

        Assert.Equal(exitCode, run.ExitCode);
        string line = Assert.Single(run.Error.Split('\n'), l => l.StartsWith("Error: ", StringComparison.Ordinal));
        Assert.Contains(about, line, StringComparison.Ordinal);
        Assert.Contains(advice, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["m", "model.onnx"]));
    }

    private void AssertNothingWritten(ProgramRun run)
    {
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
        Assert.False(Directory.Exists(folder["retrained"]));
        Assert.False(Directory.Exists(folder["cache"]));
    }
}
