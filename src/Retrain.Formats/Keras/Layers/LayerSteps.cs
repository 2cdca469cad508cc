using Retrain.Graph;

namespace Retrain.Formats.Keras.Layers;

/// <summary>
/// Nodes of a layer one after the other. The last one, whichever it turns out to be, gets the layer's name, for that is what people type.
/// </summary>
/// <param name="layer">The layer.</param>
/// <param name="start">What goes in.</param>
internal sealed class LayerSteps(LayerReader layer, Value start)
{
    private Value current = start;
    private (string Suffix, Operator Op, Value[] Inputs)? pending;

    /// <summary>What is known of the value so far.</summary>
    public Fact Fact => pending is { } p ? p.Op.Infer([.. p.Inputs.Select(i => i.Fact)])[0] : current.Fact;

    /// <summary>The value so far, to be used more than once.</summary>
    public Value Current
    {
        get
        {
            if (pending is { } p)
            {
                current = layer.Inner(p.Suffix, p.Op, p.Inputs);
                pending = null;
            }

            return current;
        }
    }

    /// <summary>Does something with the value so far, and perhaps others.</summary>
    public LayerSteps Then(string suffix, Operator op, params Value[] more) => Set(suffix, op, [Current, .. more]);

    /// <summary>Goes on with something else.</summary>
    public LayerSteps Set(string suffix, Operator op, params Value[] inputs)
    {
        _ = Current;
        pending = (suffix, op, inputs);
        return this;
    }

    /// <summary>The last value, under the layer's name where there is a node to carry it.</summary>
    public Value Finish()
    {
        if (pending is not { } p)
        {
            return current;
        }

        pending = null;
        return layer.Add(p.Op, p.Inputs);
    }
}
