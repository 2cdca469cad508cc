using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Splitting;
using Retrain.Selection;
using Retrain.Training;

namespace Retrain;

/// <summary>The file <c>run.json</c>: how a model was made, so that the run can be told apart from others and repeated.</summary>
internal static class RunJson
{
    /// <summary>The text of the file.</summary>
    public static string Text(
        PhotoFolder photos,
        Backbone backbone,
        RetrainOptions options,
        PreparedPhotos prepared,
        TrainingOutcome outcome,
        IReadOnlyList<string> warnings,
        RunTimes times,
        DateTimeOffset now,
        PrecisionReport? precision = null) => JsonText.Document(json =>
    {
        BottleneckResult bottlenecks = prepared.Summary.Bottlenecks;
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("program_version", ProgramInformation.Version);
        json.WriteString("written_utc", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        WriteOptions(json, options, outcome.Recipe);
        WriteBackbone(json, backbone);
        WritePhotos(json, photos, bottlenecks, prepared.Summary.Sets);
        WriteTraining(json, outcome);
        WritePrecision(json, precision);
        WriteTimes(json, bottlenecks, times);
        WriteLines(json, "warnings", [.. photos.Warnings, .. warnings]);
        WriteNamed(json, "left_out", bottlenecks.Unusable.Select(u => (u.Photo.Name, u.Problem.Reason)));
        WriteNamed(json, "notes", bottlenecks.Notes.Select(n => (n.Photo.Name, n.Text)));
        WriteLines(json, "not_photos", photos.Skipped);
        json.WriteEndObject();
    });

    private static void WriteOptions(Utf8JsonWriter json, RetrainOptions options, HeadRecipe recipe)
    {
        json.WriteStartObject("options");
        json.WriteNumber("seed", options.Seed);
        json.WriteString("precision", options.Precision.ToString().ToLowerInvariant());
        json.WriteBoolean("compat", options.Split.Compat);
        json.WriteNumber("validation_percentage", options.Split.ValidationPercentage);
        json.WriteNumber("testing_percentage", options.Split.TestingPercentage);
        json.WriteString("split_key", options.Split.Compat ? "path as given" : "class folder/file name");
        json.WriteString("split_file", options.Split.SplitFile);
        SgdOptions sgd = recipe.Sgd;
        json.WriteString("optimizer", recipe.Optimizer == Optimizer.Lbfgs ? "lbfgs" : sgd.Rule.ToString().ToLowerInvariant());
        json.WriteString("class_weights", options.ClassWeights == ClassWeights.None ? "none" : "balanced");
        json.WriteBoolean("flip_left_right", options.Distortions.FlipLeftRight);
        json.WriteNumber("random_crop", options.Distortions.RandomCrop);
        json.WriteNumber("random_scale", options.Distortions.RandomScale);
        json.WriteNumber("random_brightness", options.Distortions.RandomBrightness);
        json.WriteNumber("distortion_views", options.Distortions.Views);
        json.WriteNumber("how_many_training_steps", sgd.Steps);
        json.WriteNumber("learning_rate", sgd.LearningRate);
        json.WriteNumber("train_batch_size", sgd.TrainBatchSize);
        json.WriteNumber("validation_batch_size", sgd.ValidationBatchSize);
        json.WriteString("learning_rate_schedule", sgd.Schedule.ToString().ToLowerInvariant());
        json.WriteNumber("warmup_steps", sgd.WarmupSteps);
        json.WriteNumber("momentum", sgd.Momentum);
        json.WriteNumber("weight_decay", sgd.WeightDecay);
        json.WriteNumber("label_smoothing", sgd.LabelSmoothing);
        json.WriteNumber("hidden_units", sgd.HiddenUnits);
        json.WriteNumber("early_stopping", sgd.Patience);
        json.WriteString("sampling", sgd.Sampling.ToString().ToLowerInvariant());
        json.WriteNumber("test_batch_size", options.TestBatchSize);
        json.WriteNumber("eval_step_interval", sgd.EvaluationInterval);
        json.WriteString("final_tensor_name", options.FinalTensorName);
        json.WriteEndObject();
    }

    private static void WritePrecision(Utf8JsonWriter json, PrecisionReport? precision)
    {
        if (precision is null)
        {
            return;
        }

        json.WriteStartObject("precision");
        json.WriteString("calibration", precision.Method.ToString());
        json.WriteNumber("calibration_photos", precision.CalibrationPhotos);
        json.WriteNumber("n", precision.Int8Report.N);
        json.WriteNumberOrNull("float32_accuracy", precision.FloatReport.Accuracy);
        json.WriteNumberOrNull("int8_accuracy", precision.Int8Report.Accuracy);
        json.WriteStartArray("tried");
        foreach (Quantizing.CalibrationTrial trial in precision.Trials)
        {
            json.WriteStartObject();
            json.WriteString("calibration", trial.Method.ToString());
            json.WriteNumber("photos", trial.Photos);
            json.WriteNumber("correct", trial.Correct);
            json.WriteNumberOrNull("cross_entropy", trial.CrossEntropy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTraining(Utf8JsonWriter json, TrainingOutcome outcome)
    {
        json.WriteStartObject("training");
        if (outcome.Trained.Sgd is { } sgd)
        {
            json.WriteNumber("steps", sgd.Steps);
            json.WriteNumber("taken_after_step", sgd.BestStep);
            json.WriteBoolean("stopped_early", sgd.StoppedEarly);
        }

        if (outcome.Trained.Lbfgs is { } lbfgs)
        {
            json.WriteNumber("strength", lbfgs.Strength);
            json.WriteBoolean("standardised", lbfgs.Standardised);
            json.WriteBoolean("converged", lbfgs.Converged);
        }

        if (outcome.Folds is { } folds)
        {
            WriteFolds(json, "cross_validation", folds);
        }

        if (outcome.Seeds is { } seeds)
        {
            json.WriteStartObject("seeds");
            json.WriteNumber("chosen", seeds.Chosen);
            json.WriteNumber("test_accuracy_mean", seeds.TestMean);
            json.WriteNumber("test_accuracy_deviation", seeds.TestDeviation);
            json.WriteEndObject();
        }

        json.WriteStartArray("tried");
        foreach (AutoTrial trial in outcome.Trials)
        {
            json.WriteStartObject();
            json.WriteString("recipe", trial.Name);
            if (trial.Result is { } result)
            {
                WriteFolds(json, "cross_validation", result);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFolds(Utf8JsonWriter json, string name, CrossValidationResult folds)
    {
        json.WriteStartObject(name);
        json.WriteNumber("accuracy", folds.Accuracy);
        json.WriteNumber("low", folds.Interval.Low);
        json.WriteNumber("high", folds.Interval.High);
        json.WriteNumber("n", folds.N);
        json.WriteNumber("cross_entropy", folds.CrossEntropy);
        json.WriteStartArray("correct_by_fold");
        foreach (FoldResult fold in folds.Folds)
        {
            json.WriteNumberValue(fold.Correct);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBackbone(Utf8JsonWriter json, Backbone backbone)
    {
        json.WriteStartObject("backbone");
        json.WriteString("name", backbone.Name);
        json.WriteString("fingerprint", backbone.Fingerprint);
        json.WriteString("feature_layer", backbone.Tap);
        json.WriteNumber("features", backbone.Features);
        json.WriteNumber("input_width", backbone.Preprocessing.Width);
        json.WriteNumber("input_height", backbone.Preprocessing.Height);
        WriteViews(json, backbone);
        json.WriteString("licence", backbone.Licence);
        json.WriteEndObject();
    }

    private static void WriteViews(Utf8JsonWriter json, Backbone backbone)
    {
        if (backbone.Views.Count > 0 || backbone.Preprocessing.Crop != Preprocessing.StretchCrop)
        {
            IEnumerable<Backbone> views = backbone.Views.Count > 0 ? backbone.Views : [backbone];
            WriteLines(json, "views", [.. views.Select(v => PhotoView.NameOf(v.Preprocessing))]);
            json.WriteString("combine_views", backbone.Combination == ViewCombination.Join ? "join" : "mean");
        }
    }

    private static void WritePhotos(Utf8JsonWriter json, PhotoFolder photos, BottleneckResult bottlenecks, IReadOnlyList<PhotoSet> sets)
    {
        Dictionary<(int Class, PhotoSet Set), int> counts = bottlenecks.Photos.Zip(sets, (photo, set) => (photo.Class, set))
            .CountBy(key => key).ToDictionary();
        json.WriteStartObject("photos");
        json.WriteString("image_dir", photos.Path);
        json.WriteNumber("listed", photos.Photos.Count);
        json.WriteNumber("used", bottlenecks.Photos.Count);
        json.WriteString("content_hash", ContentHash(bottlenecks));
        json.WriteStartArray("classes");
        for (int c = 0; c < photos.Classes.Count; c++)
        {
            json.WriteStartObject();
            json.WriteString("label", photos.Classes[c].Label);
            json.WriteString("folder", photos.Classes[c].Folder);
            foreach (PhotoSet set in Enum.GetValues<PhotoSet>())
            {
                json.WriteNumber(SplitFile.Name(set), counts.GetValueOrDefault((c, set)));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // One hash over all names and contents: two runs with the same value saw the same photos.
    private static string ContentHash(BottleneckResult bottlenecks)
    {
        using var list = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < bottlenecks.Photos.Count; i++)
        {
            list.AppendData(Encoding.UTF8.GetBytes($"{bottlenecks.ContentHashes[i]}  {bottlenecks.Photos[i].Name}\n"));
        }

        return Convert.ToHexStringLower(list.GetHashAndReset());
    }

    private static void WriteTimes(Utf8JsonWriter json, BottleneckResult bottlenecks, RunTimes times)
    {
        json.WriteStartObject("seconds");
        Seconds("bottlenecks", times.Bottlenecks);
        Seconds("training", times.Training);
        Seconds("evaluation", times.Evaluation);
        json.WriteStartObject("of_workers");
        StageTimes stages = bottlenecks.Times;
        Seconds("read", stages.Read);
        Seconds("hash", stages.Hash);
        Seconds("decode", stages.Decode);
        Seconds("resize", stages.Resize);
        Seconds("network", stages.Network);
        Seconds("store", stages.Store);
        Seconds("wait", stages.Wait);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("bottlenecks");
        json.WriteNumber("computed", bottlenecks.Computed);
        json.WriteNumber("from_cache", bottlenecks.FromCache);
        json.WriteNumber("files_read", bottlenecks.FilesRead);
        json.WriteEndObject();

        void Seconds(string name, double value) => json.WriteNumber(name, Math.Round(value, 4));
    }

    private static void WriteNamed(Utf8JsonWriter json, string name, IEnumerable<(string File, string Text)> rows)
    {
        json.WriteStartArray(name);
        foreach ((string file, string text) in rows)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLines(Utf8JsonWriter json, string name, IReadOnlyList<string> lines)
    {
        json.WritePropertyName(name);
        json.WriteStrings(lines);
    }
}
