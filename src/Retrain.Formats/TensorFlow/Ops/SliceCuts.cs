using System.Collections.Immutable;
using Retrain.Formats.TensorFlow.Schema;
using Retrain.Graph;
using Retrain.Graph.Ops;

namespace Retrain.Formats.TensorFlow.Ops;

/// <summary>Collects what is cut off axes; axes that stay whole are left out.</summary>
internal sealed class SliceCuts
{
    private readonly List<(int Axis, int Start, int End, int Step)> cuts = [];

    /// <summary>Whether nothing is cut.</summary>
    public bool IsEmpty => cuts.Count == 0;

    /// <summary>Adds an axis.</summary>
    public void Add(int axis, int start, int end, int step, Dimension length)
    {
        if (start == 0 && step == 1 && (end == int.MaxValue || end == length.Length))
        {
            return;
        }

        cuts.Add((axis, start, end, step));
    }

    /// <summary>The operator.</summary>
    public Slice ToOperator() =>
        new([.. cuts.Select(c => c.Axis)], [.. cuts.Select(c => c.Start)], [.. cuts.Select(c => c.End)], [.. cuts.Select(c => c.Step)]);
}
