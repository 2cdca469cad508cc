using Microsoft.ML.OnnxRuntime;
using Retrain.Networks;
using Retrain.Photos;

namespace Retrain.Tests.Networks;

/// <summary>A photo's way through decoder, resizing and network.</summary>
internal static class PhotoRun
{
    /// <summary>A file as a network's input, read as the original reads it.</summary>
    public static float[] Pixels(ImageNetwork network, string photo)
    {
        Preprocessing preprocessing = PreprocessingOf(network);
        float[] input = new float[PhotoReader.InputLength(preprocessing)];
        PhotoReading reading = PhotoReader.Read(File.ReadAllBytes(photo), photo, preprocessing, input);
        Assert.Null(reading.Problem);
        return input;
    }

    /// <summary>The features (or scores) of one photo.</summary>
    public static float[] Features(InferenceSession session, ImageNetwork network, float[] pixels)
    {
        using var options = new RunOptions();
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(pixels, PhotoReader.InputShape(PreprocessingOf(network), 1));
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
            options, new Dictionary<string, OrtValue> { [network.Input.Name] = value }, [network.Output.Name]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static Preprocessing PreprocessingOf(ImageNetwork network) =>
        new() { Width = network.Width, Height = network.Height, RangeHigh = network.White, Layout = "nhwc", Resize = network.Resize, Compat = true };
}
