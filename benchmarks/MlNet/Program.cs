using Microsoft.ML;
using Microsoft.ML.Data;

// ML.NET's documented road for the same job: LoadImages, ResizeImages, ExtractPixels, DnnFeaturizeImage (ResNet18), LbfgsMaximumEntropy.
// Usage: MlNet IMAGE_DIR SPLIT.csv    (split.csv as retrain writes it: path,set)
string imageDir = args[0];
Row[] rows = [.. File.ReadLines(args[1]).Skip(1).Select(line => line.Replace("\"", "").Split(',')).Select(
    parts => new Row(parts[0], parts[0].Split('/')[0], parts[1]))];
var context = new MLContext(seed: 1);
IDataView training = context.Data.LoadFromEnumerable(rows.Where(r => r.Set == "training"));
IDataView testing = context.Data.LoadFromEnumerable(rows.Where(r => r.Set == "testing"));
var pipeline = context.Transforms.Conversion.MapValueToKey("Key", nameof(Row.Label))
    .Append(context.Transforms.LoadImages("Photo", imageDir, nameof(Row.Path)))
    .Append(context.Transforms.ResizeImages(
        "Photo", 224, 224, resizing: Microsoft.ML.Transforms.Image.ImageResizingEstimator.ResizingKind.Fill))
    .Append(context.Transforms.ExtractPixels("Pixels", "Photo"))
    .Append(context.Transforms.DnnFeaturizeImage(
        "Features", model => model.ModelSelector.ResNet18(context, model.OutputColumn, model.InputColumn), "Pixels"))
    .AppendCacheCheckpoint(context)
    .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key", "Features"));
var model = pipeline.Fit(training);
var metrics = context.MulticlassClassification.Evaluate(model.Transform(testing), "Key");
context.Model.Save(model, training.Schema, "mlnet-model.zip");
Console.WriteLine($"ML.NET: test accuracy {metrics.MicroAccuracy:P1} (N={rows.Count(r => r.Set == "testing")})");

internal sealed record Row(string Path, string Label, string Set)
{
    public Row()
        : this("", "", "")
    {
    }

    [NoColumn]
    public bool IsTest => Set == "testing";
}
