using System.Buffers;
using Retrain.Training;

namespace Retrain.Summaries;

/// <summary>A copy of a <see cref="LayerView"/> in lent memory, on its way to the thread that makes summaries.</summary>
internal sealed class LayerFrame : IDisposable
{
    private readonly float[] memory;
    private readonly int weights;
    private readonly int biases;
    private readonly int logits;

    /// <summary>Copies a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="isValidation">Whether its batch is of validation photos.</param>
    /// <param name="time">When it was handed in.</param>
    public LayerFrame(in LayerView view, bool isValidation, DateTimeOffset time)
    {
        (Step, CrossEntropy, Accuracy, IsValidation, Time) = (view.Step, view.CrossEntropy, view.Accuracy, isValidation, time);
        (weights, biases, logits) = (view.Weights.Length, view.Biases.Length, view.Logits.Length);
        memory = ArrayPool<float>.Shared.Rent(checked(weights + biases + (2 * logits)));
        view.Weights.Span.CopyTo(memory);
        view.Biases.Span.CopyTo(memory.AsSpan(weights));
        view.Logits.Span.CopyTo(memory.AsSpan(weights + biases));
        view.Scores.Span[..logits].CopyTo(memory.AsSpan(weights + biases + logits));
    }

    public int Step { get; }

    public float CrossEntropy { get; }

    public float Accuracy { get; }

    public bool IsValidation { get; }

    public DateTimeOffset Time { get; }

    /// <summary>Numbers copied.</summary>
    public int Length => weights + biases + (2 * logits);

    public ReadOnlySpan<float> Weights => memory.AsSpan(0, weights);

    public ReadOnlySpan<float> Biases => memory.AsSpan(weights, biases);

    public ReadOnlySpan<float> Logits => memory.AsSpan(weights + biases, logits);

    public ReadOnlySpan<float> Scores => memory.AsSpan(weights + biases + logits, logits);

    /// <summary>Gives the memory back; to be called once, and nothing is to be read after it.</summary>
    public void Dispose() => ArrayPool<float>.Shared.Return(memory);
}
