using System.Globalization;

namespace Retrain.Formats.TensorFlow.Importing;

/// <summary>One output of a node.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Index">Which of its outputs.</param>
internal readonly record struct TensorReference(string Node, int Index)
{
    /// <summary>Reads what people and signatures write: <c>final_result</c>, <c>final_result:0</c>, <c>split:1</c>.</summary>
    public static TensorReference Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? new TensorReference(text[..colon], index)
            : new TensorReference(text, 0);
    }

    /// <summary>Reads an input of a node; <see langword="null"/> for a control edge.</summary>
    /// <param name="input">
    /// In the main graph <c>node</c> or <c>node:1</c>; in a function <c>argument</c> or <c>node:output_name:1</c>.
    /// </param>
    /// <param name="opOf">Operator of a node, for the numbers of named outputs.</param>
    public static TensorReference? FromInput(string input, Func<string, string?> opOf)
    {
        if (input.StartsWith('^'))
        {
            return null;
        }

        int first = input.IndexOf(':', StringComparison.Ordinal);
        int last = input.LastIndexOf(':');
        if (first < 0 || first == last)
        {
            return Parse(input);
        }

        TensorReference reference = Parse(input);
        string node = input[..first];
        return new TensorReference(node, OutputNames.Start(opOf(node), input[(first + 1)..last]) + reference.Index);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Node}:{Index}";
}
