using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Backbones;

/// <summary>
/// A backbone ready to run. One copy of the weights serves all threads; each call in progress has a lane of its own (input, output,
/// binding), which is kept for the next call, so there are as many lanes as calls were ever made at once.
/// </summary>
internal sealed class BackboneSession : IFeatureNetwork
{
    private readonly InferenceSession session;
    private readonly ConcurrentBag<Lane> lanes = [];
    private readonly Backbone backbone;
    private readonly int batch;

    private BackboneSession(Backbone backbone, InferenceSession session)
    {
        this.backbone = backbone;
        this.session = session;
        // A file made for a fixed number of photos gets the photo in its first place, and zeros after it.
        batch = Math.Max(1, session.InputMetadata[backbone.Input].Dimensions[0]);
    }

    /// <summary>Loads the weights; takes tens of milliseconds for the embedded network.</summary>
    /// <exception cref="RetrainException">ONNX Runtime cannot run the network.</exception>
    public static BackboneSession Open(Backbone backbone)
    {
        if (backbone.Views.Count > 0)
        {
            throw new ArgumentException("each of its views is run by itself", nameof(backbone));
        }

        try
        {
            return new BackboneSession(backbone, OnnxEnvironment.Open(backbone.Network));
        }
        catch (OnnxRuntimeException e)
        {
            throw new RetrainException($"the network {backbone.Name} cannot be run: {OnnxEnvironment.OneLine(e)}", e);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RetrainException">ONNX Runtime failed.</exception>
    public void Compute(ReadOnlySpan<float> planes, Span<float> features)
    {
        if (!lanes.TryTake(out Lane? lane))
        {
            lane = new Lane(session, backbone, batch);
        }

        try
        {
            lane.Compute(planes, features);
        }
        catch (OnnxRuntimeException e)
        {
            throw new RetrainException($"the network {backbone.Name} failed: {OnnxEnvironment.OneLine(e)}", e);
        }
        finally
        {
            lanes.Add(lane);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (lanes.TryTake(out Lane? lane))
        {
            lane.Dispose();
        }

        session.Dispose();
    }

    private sealed class Lane : IDisposable
    {
        private readonly InferenceSession session;
        private readonly int inputLength;
        private readonly float[] input;
        private readonly float[] output;
        private readonly OrtValue inputValue;
        private readonly OrtValue outputValue;
        private readonly OrtIoBinding binding;
        private readonly RunOptions options = OnnxEnvironment.SilentRun();

        public Lane(InferenceSession session, Backbone backbone, int batch)
        {
            this.session = session;
            Preprocessing preprocessing = backbone.Preprocessing;
            inputLength = PhotoReader.InputLength(preprocessing);
            input = GC.AllocateArray<float>(batch * inputLength, pinned: true);
            output = GC.AllocateArray<float>(batch * backbone.Features, pinned: true);
            inputValue = OrtValue.CreateTensorValueFromMemory(input, PhotoReader.InputShape(preprocessing, batch));
            long[] shape = [.. session.OutputMetadata[backbone.Tap].Dimensions.Select((length, axis) => axis == 0 ? batch : (long)length)];
            outputValue = OrtValue.CreateTensorValueFromMemory(output, shape);
            binding = session.CreateIoBinding();
            binding.BindInput(backbone.Input, inputValue);
            binding.BindOutput(backbone.Tap, outputValue);
        }

        public void Compute(ReadOnlySpan<float> planes, Span<float> features)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(planes.Length, inputLength);
            planes.CopyTo(input);
            session.RunWithBinding(options, binding);
            output.AsSpan(0, features.Length).CopyTo(features);
        }

        public void Dispose()
        {
            binding.Dispose();
            inputValue.Dispose();
            outputValue.Dispose();
            options.Dispose();
        }
    }
}
