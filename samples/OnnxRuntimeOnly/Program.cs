// A model of Retrain in a program without Retrain: ONNX Runtime computes, SkiaSharp decodes, and the record inside the model says how
// photos become its input.
//
//   dotnet run --project samples/OnnxRuntimeOnly -- model.onnx PHOTO ...
using Microsoft.ML.OnnxRuntime;
using OnnxRuntimeOnly;

if (args.Length < 2)
{
    Console.Error.WriteLine("Usage: OnnxRuntimeOnly MODEL.onnx PHOTO ...");
    return 2;
}

using var session = new InferenceSession(args[0]);
if (!session.ModelMetadata.CustomMetadataMap.TryGetValue("retrain", out string? json))
{
    Console.Error.WriteLine($"'{args[0]}' carries no record of Retrain");
    return 1;
}

var record = ModelRecord.Parse(json);
string input = session.InputMetadata.Keys.Single();
int failed = 0;
foreach (string path in args.Skip(1))
{
    if (PhotoInput.Read(path, record) is not { } values)
    {
        Console.WriteLine($"{path}: no photo that SkiaSharp reads");
        failed++;
        continue;
    }

    long[] shape = record.IsPlanar ? [1, 3, record.Height, record.Width] : [1, record.Height, record.Width, 3];
    using var photo = OrtValue.CreateTensorValueFromMemory(values, shape);
    using IDisposableReadOnlyCollection<OrtValue> answer = session.Run(new RunOptions(), [input], [photo], [record.Output]);
    float[] scores = answer[0].GetTensorDataAsSpan<float>().ToArray();
    Console.WriteLine(path);
    foreach ((int index, float score) in scores.Index().OrderByDescending(s => s.Item).Take(5))
    {
        Console.WriteLine(FormattableString.Invariant($"  {record.Labels[index]} {score:f5}"));
    }
}

return failed == 0 ? 0 : 1;
