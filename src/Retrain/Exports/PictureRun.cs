using Microsoft.ML.OnnxRuntime;
using Retrain.Backbones;
using Retrain.Foundation;

namespace Retrain.Exports;

/// <summary>A model in ONNX Runtime that takes one generated picture at a time.</summary>
internal sealed class PictureRun : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions options = OnnxEnvironment.SilentRun();
    private readonly string input;
    private readonly string output;
    private readonly bool isChannelsFirst;
    private readonly int batch;

    /// <summary>Takes over a session.</summary>
    /// <param name="session">The model.</param>
    /// <param name="input">Name of the image input.</param>
    /// <param name="output">Name of the output, float32.</param>
    /// <param name="isChannelsFirst">Whether the input is [N, 3, H, W].</param>
    /// <param name="batch">Pictures that one run takes.</param>
    public PictureRun(InferenceSession session, string input, string output, bool isChannelsFirst, int batch)
    {
        this.session = session;
        this.input = input;
        this.output = output;
        this.isChannelsFirst = isChannelsFirst;
        this.batch = Math.Max(batch, 1);
    }

    /// <summary>The output for a picture.</summary>
    /// <param name="picture">[H, W, 3].</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <exception cref="RetrainException">The output is not float32.</exception>
    /// <exception cref="OnnxRuntimeException">It does not run.</exception>
    public float[] Run(float[] picture, int height, int width)
    {
        float[] pixels = new float[checked(batch * picture.Length)];
        if (isChannelsFirst)
        {
            for (int i = 0; i < picture.Length; i++)
            {
                pixels[(i % 3 * height * width) + (i / 3)] = picture[i];
            }
        }
        else
        {
            picture.CopyTo(pixels, 0);
        }

        long[] shape = isChannelsFirst ? [batch, 3, height, width] : [batch, height, width, 3];
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(pixels, shape);
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, [input], [value], [output]);
        if (results[0].GetTensorTypeAndShape().ElementDataType != Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float)
        {
            throw new RetrainException($"the output '{output}' holds no float32: choose another one with --output_layer");
        }

        ReadOnlySpan<float> all = results[0].GetTensorDataAsSpan<float>();
        return all[..(all.Length / batch)].ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        options.Dispose();
    }
}
