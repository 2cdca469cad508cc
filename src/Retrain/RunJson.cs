using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Splitting;

namespace Retrain;

/// <summary>The file <c>run.json</c>: how a model was made, so that the run can be told apart from others and repeated.</summary>
internal static class RunJson
{
    /// <summary>The text of the file.</summary>
    public static string Text(
        PhotoFolder photos,
        Backbone backbone,
        RetrainOptions options,
        BottleneckResult bottlenecks,
        IReadOnlyList<PhotoSet> sets,
        IReadOnlyList<string> warnings,
        RunTimes times,
        DateTimeOffset now) => JsonText.Document(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("program_version", ProgramInformation.Version);
        json.WriteString("written_utc", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        WriteOptions(json, options);
        WriteBackbone(json, backbone);
        WritePhotos(json, photos, bottlenecks, sets);
        WriteTimes(json, bottlenecks, times);
        WriteLines(json, "warnings", [.. photos.Warnings, .. warnings]);
        WriteNamed(json, "left_out", bottlenecks.Unusable.Select(u => (u.Photo.Name, u.Problem.Reason)));
        WriteNamed(json, "notes", bottlenecks.Notes.Select(n => (n.Photo.Name, n.Text)));
        WriteLines(json, "not_photos", photos.Skipped);
        json.WriteEndObject();
    });

    private static void WriteOptions(Utf8JsonWriter json, RetrainOptions options)
    {
        json.WriteStartObject("options");
        json.WriteNumber("seed", options.Seed);
        json.WriteBoolean("compat", options.Split.Compat);
        json.WriteNumber("validation_percentage", options.Split.ValidationPercentage);
        json.WriteNumber("testing_percentage", options.Split.TestingPercentage);
        json.WriteString("split_key", options.Split.Compat ? "path as given" : "class folder/file name");
        json.WriteString("split_file", options.Split.SplitFile);
        json.WriteString("optimizer", options.Optimizer == Optimizer.Sgd ? "sgd" : "lbfgs");
        json.WriteString("class_weights", options.ClassWeights == Training.ClassWeights.None ? "none" : "balanced");
        json.WriteNumber("how_many_training_steps", options.Sgd.Steps);
        json.WriteNumber("learning_rate", options.Sgd.LearningRate);
        json.WriteNumber("train_batch_size", options.Sgd.TrainBatchSize);
        json.WriteNumber("validation_batch_size", options.Sgd.ValidationBatchSize);
        json.WriteNumber("test_batch_size", options.TestBatchSize);
        json.WriteNumber("eval_step_interval", options.Sgd.EvaluationInterval);
        json.WriteString("final_tensor_name", options.FinalTensorName);
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
        json.WriteString("licence", backbone.Licence);
        json.WriteEndObject();
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
        string list = string.Concat(bottlenecks.Photos.Select((p, i) => $"{bottlenecks.ContentHashes[i]}  {p.Name}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)));
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
